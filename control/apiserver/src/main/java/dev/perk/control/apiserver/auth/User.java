package dev.perk.control.apiserver.auth;

import java.util.List;

/**
 * Somebody who may ask for something, as Kubernetes names them.
 *
 * @param uid empty for users that have none
 */
public record User(String name, String uid, List<String> groups) {
    /** Members may do everything. */
    public static final String MASTERS = "system:masters";

    private static final String AUTHENTICATED = "system:authenticated";

    /** Whoever holds the kubeconfig that Perk wrote. */
    public static final User ADMIN =
            new User("kubernetes-admin", "", List.of(MASTERS, AUTHENTICATED));

    /** Perk's own controllers, under the name that Knative's have. */
    public static final User CONTROLLER =
            new User(
                    "system:serviceaccount:knative-serving:controller",
                    "",
                    List.of(
                            "system:serviceaccounts",
                            "system:serviceaccounts:knative-serving",
                            AUTHENTICATED,
                            MASTERS));

    public static final User ANONYMOUS =
            new User("system:anonymous", "", List.of("system:unauthenticated"));

    public User {
        groups = List.copyOf(groups);
    }

    public boolean mayDoEverything() {
        return groups.contains(MASTERS);
    }
}
