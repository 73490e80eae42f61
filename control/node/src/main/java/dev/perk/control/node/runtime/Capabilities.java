package dev.perk.control.node.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which of root's powers a container's root has. */
public final class Capabilities {
    private static final String PREFIX = "CAP_";
    private static final String ALL = "ALL";

    /** What Kubernetes gives by default. Source: {@code containerd oci/spec.go}. */
    public static final List<String> DEFAULT =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_FSETID",
                    "CAP_FOWNER",
                    "CAP_MKNOD",
                    "CAP_NET_RAW",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_SETFCAP",
                    "CAP_SETPCAP",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_SYS_CHROOT",
                    "CAP_KILL",
                    "CAP_AUDIT_WRITE");

    private static final List<String> EVERY =
            List.of(
                    "CAP_AUDIT_CONTROL",
                    "CAP_AUDIT_READ",
                    "CAP_AUDIT_WRITE",
                    "CAP_BLOCK_SUSPEND",
                    "CAP_BPF",
                    "CAP_CHECKPOINT_RESTORE",
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_DAC_READ_SEARCH",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_IPC_LOCK",
                    "CAP_IPC_OWNER",
                    "CAP_KILL",
                    "CAP_LEASE",
                    "CAP_LINUX_IMMUTABLE",
                    "CAP_MAC_ADMIN",
                    "CAP_MAC_OVERRIDE",
                    "CAP_MKNOD",
                    "CAP_NET_ADMIN",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_NET_BROADCAST",
                    "CAP_NET_RAW",
                    "CAP_PERFMON",
                    "CAP_SETFCAP",
                    "CAP_SETGID",
                    "CAP_SETPCAP",
                    "CAP_SETUID",
                    "CAP_SYSLOG",
                    "CAP_SYS_ADMIN",
                    "CAP_SYS_BOOT",
                    "CAP_SYS_CHROOT",
                    "CAP_SYS_MODULE",
                    "CAP_SYS_NICE",
                    "CAP_SYS_PACCT",
                    "CAP_SYS_PTRACE",
                    "CAP_SYS_RAWIO",
                    "CAP_SYS_RESOURCE",
                    "CAP_SYS_TIME",
                    "CAP_SYS_TTY_CONFIG",
                    "CAP_WAKE_ALARM");

    private Capabilities() {}

    /**
     * The default with what a security context adds and drops, which it spells without {@code
     * CAP_}; {@code ALL} means every one. What is both dropped and added stays.
     */
    public static List<String> of(List<String> add, List<String> drop) {
        Set<String> capabilities = new LinkedHashSet<>(DEFAULT);
        for (String name : drop) {
            if (name.equalsIgnoreCase(ALL)) {
                capabilities.clear();
            } else {
                capabilities.remove(full(name));
            }
        }
        for (String name : add) {
            if (name.equalsIgnoreCase(ALL)) {
                capabilities.addAll(EVERY);
            } else {
                capabilities.add(full(name));
            }
        }
        // Added first and dropped by name: ALL with an exception.
        if (add.stream().anyMatch(ALL::equalsIgnoreCase)) {
            drop.stream().map(Capabilities::full).forEach(capabilities::remove);
        }
        return new ArrayList<>(capabilities);
    }

    private static String full(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith(PREFIX) ? upper : PREFIX + upper;
    }
}
