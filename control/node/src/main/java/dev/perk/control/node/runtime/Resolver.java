package dev.perk.control.node.runtime;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The {@code /etc/resolv.conf} of a pod: the machine's, without servers on the machine's loopback
 * address, which in a pod is the pod's.
 *
 * @param problem what a person should know, if no server is left
 */
public record Resolver(String content, Optional<String> problem) {
    private static final Predicate<String> SERVER =
            Pattern.compile("^\\s*nameserver\\s+\\S").asPredicate();
    private static final Predicate<String> LOOPBACK =
            Pattern.compile("^\\s*nameserver\\s+(127\\.|::1\\b)").asPredicate();

    /**
     * @param own the machine's file
     * @param upstream the file in which systemd-resolved keeps the servers that it asks itself;
     *     empty without it
     */
    public static Resolver forPods(String own, String upstream) {
        boolean isLocal = own.lines().anyMatch(LOOPBACK);
        String source = isLocal && upstream.lines().anyMatch(SERVER) ? upstream : own;
        var kept = new StringBuilder();
        source.lines().filter(LOOPBACK.negate()).forEach(line -> kept.append(line).append('\n'));
        String content = kept.toString();
        if (content.lines().anyMatch(SERVER)) {
            return new Resolver(content, Optional.empty());
        }
        return new Resolver(
                content,
                Optional.of(
                        isLocal
                                ? "pods find no names: /etc/resolv.conf names only servers on the"
                                        + " machine's loopback address"
                                : "pods find no names: /etc/resolv.conf names no server"));
    }
}
