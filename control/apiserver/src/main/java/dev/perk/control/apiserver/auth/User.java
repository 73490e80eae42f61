package dev.perk.control.apiserver.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody who may ask for something, as Kubernetes names them.
 *
 * @param uid empty for users that have none
 * @param extra what else is known of them, such as the pod that a token was made for
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /** Members may do everything. */
    public static final String MASTERS = "system:masters";

    /** Everybody who has said who they are. */
    public static final String AUTHENTICATED = "system:authenticated";

    static final String UNAUTHENTICATED = "system:unauthenticated";

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

    public static final User ANONYMOUS = new User("system:anonymous", "", List.of(UNAUTHENTICATED));

    public User {
        groups = List.copyOf(groups);
        Map<String, List<String>> copy = new LinkedHashMap<>();
        extra.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        extra = Collections.unmodifiableMap(copy);
    }

    public User(String name, String uid, List<String> groups) {
        this(name, uid, groups, Map.of());
    }

    public boolean mayDoEverything() {
        return groups.contains(MASTERS);
    }

    /** As reviews tell it: an {@code authentication.k8s.io/v1 UserInfo}. */
    public ObjectNode info() {
        ObjectNode info = Json.object().put("username", name);
        if (!uid.isEmpty()) {
            info.put("uid", uid);
        }
        if (!groups.isEmpty()) {
            groups.forEach(info.putArray("groups")::add);
        }
        if (!extra.isEmpty()) {
            ObjectNode more = info.putObject("extra");
            extra.forEach((key, values) -> values.forEach(more.putArray(key)::add));
        }
        return info;
    }
}
