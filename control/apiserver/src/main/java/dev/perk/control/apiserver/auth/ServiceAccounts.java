package dev.perk.control.apiserver.auth;

import dev.perk.api.NamespacedName;
import java.util.List;
import java.util.Optional;

/**
 * The names under which ServiceAccounts act.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/authentication/serviceaccount/util.go}.
 */
public final class ServiceAccounts {
    private static final String USER_PREFIX = "system:serviceaccount:";

    /** All of them. */
    public static final String GROUP = "system:serviceaccounts";

    private ServiceAccounts() {}

    public static String userName(String namespace, String name) {
        return USER_PREFIX + namespace + ":" + name;
    }

    /** Which account acts under this name, if one does. */
    public static Optional<NamespacedName> find(String userName) {
        if (!userName.startsWith(USER_PREFIX)) {
            return Optional.empty();
        }
        String[] parts = userName.substring(USER_PREFIX.length()).split(":", -1);
        return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? Optional.of(new NamespacedName(parts[0], parts[1]))
                : Optional.empty();
    }

    /** The groups of an account of this namespace, without the one of all who are known. */
    public static List<String> groups(String namespace) {
        return List.of(GROUP, GROUP + ":" + namespace);
    }
}
