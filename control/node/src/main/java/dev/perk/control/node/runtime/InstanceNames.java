package dev.perk.control.node.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What this Perk calls the things that it makes on the machine. All names carry the instance, so
 * that several can live side by side, and a second start on the same data folder finds what a crash
 * left behind.
 *
 * @param id six letters and digits
 */
public record InstanceNames(String id) {
    private static final int ID_LENGTH = 6;
    private static final int RADIX = 36;

    /** The longest name of a network interface. */
    private static final int LONGEST_LINK = 15;

    /** The instance that works on this data folder. */
    public static InstanceNames of(Path dataFolder) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(dataFolder.toString().getBytes(StandardCharsets.UTF_8));
            return new InstanceNames(HexFormat.of().formatHex(digest).substring(0, ID_LENGTH));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    public String bridge() {
        return "perk-" + id;
    }

    /** Whether a link is the bridge of some instance. */
    public static boolean isBridge(String link) {
        return link.matches("perk-[0-9a-f]{" + ID_LENGTH + "}");
    }

    /** The machine's end of a pod's link. */
    public String link(long number) {
        String name = linkPrefix() + Long.toString(number, RADIX);
        if (name.length() > LONGEST_LINK) {
            throw new IllegalArgumentException(
                    "link name " + name + " (expected: up to " + LONGEST_LINK + " characters)");
        }
        return name;
    }

    public String linkPrefix() {
        return "p" + id;
    }

    public String networkNamespace(long number) {
        return networkNamespacePrefix() + Long.toString(number, RADIX);
    }

    public String networkNamespacePrefix() {
        return "perk-" + id + "-";
    }

    /** The parent of all containers' control groups. */
    public String cgroup() {
        return "/perk-" + id;
    }

    /** Where all instances of a machine keep what does not outlive a reboot. */
    public static Path root() {
        return Path.of("/run/perk");
    }

    /** Where a container's terminal is handed over; the file is gone a moment later. */
    public Path consoleSocket(long number) {
        return root().resolve(id + ".tty-" + number);
    }

    /** Where the container runtime keeps what it knows. */
    public Path stateFolder() {
        return root().resolve(id);
    }
}
