package dev.perk.control.node.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which system calls a container may make: those that containerd's and Docker's default profiles
 * allow. Everything else fails as if it were not permitted.
 *
 * <p>Only the machine's own calling convention is let in, not the 32-bit ones that Docker adds: the
 * kernel's checks are the shorter for it, and starting a container several milliseconds faster.
 */
public final class SeccompProfile {
    private static final String ALLOW = "SCMP_ACT_ALLOW";
    private static final int NOT_PERMITTED = 1;
    private static final int NOT_IMPLEMENTED = 38;
    private static final String SYS_ADMIN = "CAP_SYS_ADMIN";

    /** The flags of {@code clone} that make namespaces. */
    private static final long NEW_NAMESPACES = 0x7E020000L;

    /** {@code personality}: Linux, Linux with 32-bit uname, both with fixed addresses, query. */
    private static final List<Long> PERSONALITIES =
            List.of(0L, 8L, 0x20000L, 0x20008L, 0xffffffffL);

    /** Address families whose sockets reach outside of a container's network namespace. */
    private static final long CRYPTO_FAMILY = 38;

    private static final long HYPERVISOR_FAMILY = 40;

    private static final Map<String, String> ARCHITECTURES =
            Map.of("amd64", "SCMP_ARCH_X86_64", "arm64", "SCMP_ARCH_AARCH64");

    private final Map<String, List<String>> groups;
    private final String architecture;

    /**
     * @param groups the document {@code seccomp.json}: names of calls, by what they are for, by the
     *     architecture that alone has them, or by the capability that they need
     * @param architecture in Go's words, such as {@code amd64}
     */
    public SeccompProfile(JsonNode groups, String architecture) {
        this.groups = new TreeMap<>();
        groups.properties()
                .forEach(group ->
                        this.groups.put(
                                group.getKey(), List.of(group.getValue().asText().split(" ", -1))));
        this.architecture = architecture;
    }

    /**
     * The profile for a container with these capabilities, as {@code linux.seccomp} of its spec.
     */
    public ObjectNode with(Collection<String> capabilities) {
        var names = new TreeSet<String>();
        groups.forEach((group, calls) -> {
            boolean wanted =
                    group.startsWith("CAP_")
                            ? capabilities.contains(group)
                            : !ARCHITECTURES.containsKey(group) || group.equals(architecture);
            if (wanted) {
                names.addAll(calls);
            }
        });
        ObjectNode profile =
                Json.object()
                        .put("defaultAction", "SCMP_ACT_ERRNO")
                        .put("defaultErrnoRet", NOT_PERMITTED);
        String known = ARCHITECTURES.get(architecture);
        if (known != null) {
            profile.putArray("architectures").add(known);
        }
        ArrayNode rules = profile.putArray("syscalls");
        allow(rules, new ArrayList<>(names));
        PERSONALITIES.forEach(value -> allowIf(rules, "personality", "SCMP_CMP_EQ", value));
        allowIf(rules, "socket", "SCMP_CMP_LT", CRYPTO_FAMILY);
        allowIf(rules, "socket", "SCMP_CMP_EQ", CRYPTO_FAMILY + 1);
        allowIf(rules, "socket", "SCMP_CMP_GT", HYPERVISOR_FAMILY);
        if (!capabilities.contains(SYS_ADMIN)) {
            allowIf(rules, "clone", "SCMP_CMP_MASKED_EQ", NEW_NAMESPACES);
            // A filter cannot see the flags of clone3; told that it does not exist, the C library
            // falls back to clone.
            rules.addObject()
                    .put("action", "SCMP_ACT_ERRNO")
                    .put("errnoRet", NOT_IMPLEMENTED)
                    .putArray("names")
                    .add("clone3");
        }
        return profile;
    }

    private static void allow(ArrayNode rules, List<String> names) {
        ArrayNode list = rules.addObject().put("action", ALLOW).putArray("names");
        names.forEach(list::add);
    }

    /**
     * Allows a call if its first argument compares like this; for a mask, if no bit of it is set.
     */
    private static void allowIf(ArrayNode rules, String name, String comparison, long value) {
        ObjectNode rule = rules.addObject().put("action", ALLOW);
        rule.putArray("names").add(name);
        rule.putArray("args")
                .addObject()
                .put("index", 0)
                .put("value", value)
                .put("valueTwo", 0)
                .put("op", comparison);
    }
}
