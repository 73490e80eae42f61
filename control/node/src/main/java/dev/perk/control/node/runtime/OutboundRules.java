package dev.perk.control.node.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The machine's rules that let pods reach what the machine reaches, under the machine's address,
 * and let nobody but the machine and pods reach pods.
 *
 * @param names every rule carries the instance, as that is how it is found again
 * @param pods the addresses of the instance's pods
 * @param onlyPods whether nothing but the traffic of pods is forwarded: the machine forwarded
 *     nothing before Perk came
 */
public record OutboundRules(InstanceNames names, Subnet pods, boolean onlyPods) {
    private static final String ANY_BRIDGE = "perk-";
    private static final Pattern OF_PERK = Pattern.compile(".* --comment \"?perk-.*");

    /**
     * What {@code iptables-restore --noflush} reads. Ours that allow come first, before what Docker
     * or a firewall forbids; ours that forbid come last, after what others allow.
     */
    public String iptables() {
        String bridge = names.bridge();
        String mine = " -m comment --comment " + bridge + " -j ";
        List<String> lines = new ArrayList<>();
        lines.add("*nat");
        lines.add("-A POSTROUTING -s " + pods + " ! -o " + bridge + mine + "MASQUERADE");
        lines.add("COMMIT");
        lines.add("*filter");
        lines.add("-I FORWARD -i " + bridge + mine + "ACCEPT");
        lines.add(
                "-I FORWARD -o "
                        + bridge
                        + " -m conntrack --ctstate RELATED,ESTABLISHED"
                        + mine
                        + "ACCEPT");
        lines.add("-A FORWARD -o " + bridge + mine + "DROP");
        if (onlyPods) {
            lines.add(
                    "-A FORWARD ! -i " + ANY_BRIDGE + "+ ! -o " + ANY_BRIDGE + "+" + mine + "DROP");
        }
        lines.add("COMMIT");
        return String.join("\n", lines) + "\n";
    }

    /**
     * What {@code iptables-restore --noflush} reads to remove the rules of an instance; empty if
     * there are none.
     *
     * @param saved what {@code iptables-save} prints
     */
    public static String withoutIptables(InstanceNames names, String saved) {
        Pattern mine = Pattern.compile("-A .* --comment \"?" + names.bridge() + "\"? .*");
        List<String> lines = new ArrayList<>();
        List<String> table = new ArrayList<>();
        for (String line : saved.lines().toList()) {
            if (line.startsWith("*")) {
                table.add(line);
            } else if (mine.matcher(line).matches()) {
                table.add("-D" + line.substring("-A".length()));
            } else if (line.equals("COMMIT")) {
                if (table.size() > 1) {
                    lines.addAll(table);
                    lines.add(line);
                }
                table.clear();
            }
        }
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** Whether somebody else has rules about what the machine forwards. */
    public static boolean othersForward(String saved) {
        return saved.lines()
                .anyMatch(
                        line -> line.startsWith("-A FORWARD") && !OF_PERK.matcher(line).matches());
    }

    /** The table of the instance, as {@code nft -f} reads it. */
    public String nft() {
        String bridge = '"' + names.bridge() + '"';
        String others =
                onlyPods
                        ? "iifname != \"%1$s*\" oifname != \"%1$s*\" drop".formatted(ANY_BRIDGE)
                        : "";
        return """
        table ip %s {
          chain postrouting {
            type nat hook postrouting priority 100
            ip saddr %s oifname != %s masquerade
          }
          chain forward {
            type filter hook forward priority 10
            iifname %s accept
            oifname %s ct state established,related accept
            oifname %s drop
            %s
          }
        }
        """
                .formatted(names.bridge(), pods, bridge, bridge, bridge, bridge, others);
    }
}
