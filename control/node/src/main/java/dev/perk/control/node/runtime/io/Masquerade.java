package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.OutboundRules;
import dev.perk.control.node.runtime.Subnet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets pods reach the world under the machine's address, with whichever of iptables and nft there
 * is.
 *
 * <p>iptables first: where it is installed, its rules may forbid forwarding, as Docker's do, and
 * only a rule in the same chain can allow it for pods.
 *
 * @param find finds a program of this machine by its name
 */
record Masquerade(
        InstanceNames names, IpForwarding forwarding, Function<String, Optional<Program>> find) {
    private static final List<String> KEEP_OTHERS = List.of("--noflush", "--wait");

    /** How it came out, as the rest of a sentence about the pods' network. */
    sealed interface Outcome {
        /**
         * @param tool whose rules they are
         */
        record Open(String tool) implements Outcome {}

        record Closed(String why) implements Outcome {}
    }

    static Masquerade of(InstanceNames names) {
        return new Masquerade(
                names, new IpForwarding(InstanceNames.root().resolve("forwarding")), Program::find);
    }

    /** Opens the way out for the pods' addresses; their bridge exists. */
    Outcome open(Subnet pods) throws IOException {
        Optional<Program> iptables = find.apply("iptables-restore");
        Optional<Program> nft = find.apply("nft");
        if (iptables.isEmpty() && nft.isEmpty()) {
            return new Outcome.Closed("neither iptables nor nft is installed");
        }
        forwarding.on();
        var rules = new OutboundRules(names, pods, forwarding.isOurs());
        String refusal = "";
        if (iptables.isPresent()) {
            Program.Outcome outcome = iptables.get().run(KEEP_OTHERS, rules.iptables());
            if (outcome.ok()) {
                return new Outcome.Open("iptables");
            }
            refusal = "iptables: " + outcome.output();
        }
        if (nft.isPresent()) {
            Program.Outcome outcome = nft.get().run(List.of("-f", "-"), rules.nft());
            if (outcome.ok()) {
                return new Outcome.Open("nft");
            }
            refusal += (refusal.isEmpty() ? "" : ", ") + "nft: " + outcome.output();
        }
        return new Outcome.Closed(refusal.replace('\n', ' '));
    }

    /**
     * Removes the rules of this instance, whoever made them.
     *
     * @param last whether no other instance has pods on this machine
     */
    void remove(boolean last) throws IOException {
        boolean othersForward = false;
        Optional<Program> save = find.apply("iptables-save");
        Optional<Program> restore = find.apply("iptables-restore");
        if (save.isPresent() && restore.isPresent()) {
            String saved = save.get().run(List.of()).output();
            othersForward = OutboundRules.othersForward(saved);
            String without = OutboundRules.withoutIptables(names, saved);
            if (!without.isEmpty()) {
                restore.get().must(KEEP_OTHERS, without);
            }
        }
        Optional<Program> nft = find.apply("nft");
        if (nft.isPresent()) {
            // Fails if there is no such table, which is as well.
            nft.get().run(List.of("delete", "table", "ip", names.bridge()));
        }
        if (last && othersForward) {
            forwarding.leaveOn();
        } else if (last) {
            forwarding.restore();
        }
    }
}
