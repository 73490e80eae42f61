package dev.perk.control.apiserver.auth;

import java.util.List;

/** Somebody who may ask for something, as Kubernetes names them. */
public record User(String name, List<String> groups) {
    /** Members may do everything. */
    public static final String MASTERS = "system:masters";

    private static final String AUTHENTICATED = "system:authenticated";

    /** Whoever holds the kubeconfig that Perk wrote. */
    public static final User ADMIN = new User("kubernetes-admin", List.of(MASTERS, AUTHENTICATED));

    /** Perk's own controllers. */
    public static final User PERK = new User("system:perk", List.of(MASTERS, AUTHENTICATED));

    public static final User ANONYMOUS =
            new User("system:anonymous", List.of("system:unauthenticated"));

    public User {
        groups = List.copyOf(groups);
    }

    public boolean mayDoEverything() {
        return groups.contains(MASTERS);
    }
}
