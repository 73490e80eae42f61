package dev.perk.control.apiserver.registry;

import java.util.List;

/**
 * Who asks.
 *
 * @param uid empty for users that have none
 */
public record User(String name, String uid, List<String> groups) {
    /** Perk's own controllers, under the name that Knative's have. */
    public static final User CONTROLLER =
            new User(
                    "system:serviceaccount:knative-serving:controller",
                    "",
                    List.of(
                            "system:serviceaccounts",
                            "system:serviceaccounts:knative-serving",
                            "system:authenticated",
                            "system:masters"));

    public User {
        groups = List.copyOf(groups);
    }
}
