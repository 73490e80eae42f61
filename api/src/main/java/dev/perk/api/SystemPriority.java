package dev.perk.api;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The PriorityClasses that every cluster has, by name, with what they are worth. Source: {@code
 * kubernetes pkg/apis/scheduling/v1/helpers.go}.
 */
public enum SystemPriority {
    NODE_CRITICAL(
            "system-node-critical",
            2_000_001_000,
            "Used for system critical pods that must not be moved from their current node."),
    CLUSTER_CRITICAL(
            "system-cluster-critical",
            2_000_000_000,
            "Used for system critical pods that must run in the cluster, but can be moved to"
                    + " another node if necessary.");

    private final String className;
    private final int value;
    private final String description;

    SystemPriority(String className, int value, String description) {
        this.className = className;
        this.value = value;
        this.description = description;
    }

    public static Optional<SystemPriority> named(String className) {
        return Stream.of(values()).filter(one -> one.className.equals(className)).findFirst();
    }

    public String className() {
        return className;
    }

    public int value() {
        return value;
    }

    public String description() {
        return description;
    }
}
