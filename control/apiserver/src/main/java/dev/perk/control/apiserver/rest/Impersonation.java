package dev.perk.control.apiserver.rest;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.apiserver.auth.ServiceAccounts;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.rbac.Attributes;
import dev.perk.kube.store.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * As whom a request wants to act, and what its sender must be allowed for that.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/filters/impersonation.go}.
 *
 * @param permissions all of which the sender needs
 */
record Impersonation(User user, List<Attributes> permissions) {
    private static final String USER = "impersonate-user";
    private static final String UID = "impersonate-uid";
    private static final String GROUP = "impersonate-group";
    private static final String EXTRA = "impersonate-extra-";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    /**
     * Reads the headers of a request; empty if it has none of these.
     *
     * @throws ApiException 400 BadRequest, if there is no user in them
     */
    static Optional<Impersonation> wanted(ApiRequest request) {
        String name = request.header(USER).orElse("");
        String uid = request.header(UID).orElse("");
        List<String> groups = request.headerValues(GROUP);
        Map<String, List<String>> extra = extra(request);
        if (name.isEmpty()) {
            if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
                throw ApiException.badRequest(
                        "requested uid, groups or extra without impersonating a user");
            }
            return Optional.empty();
        }
        Optional<NamespacedName> account = ServiceAccounts.find(name);
        List<Attributes> needed = new ArrayList<>();
        needed.add(
                account.<Attributes>map(found ->
                                impersonate(
                                        "",
                                        Kinds.SERVICE_ACCOUNT.plural(),
                                        "",
                                        found.namespace(),
                                        found.name()))
                        .orElseGet(() -> impersonate("", "users", "", "", name)));
        groups.forEach(group -> needed.add(impersonate("", "groups", "", "", group)));
        if (!uid.isEmpty()) {
            needed.add(impersonate(AUTHENTICATION, "uids", "", "", uid));
        }
        extra.forEach((key, values) ->
                values.forEach(value ->
                        needed.add(impersonate(AUTHENTICATION, "userextras", key, "", value))));
        List<String> all =
                new ArrayList<>(
                        groups.isEmpty() && account.isPresent()
                                ? ServiceAccounts.groups(account.get().namespace())
                                : groups);
        return Optional.of(
                new Impersonation(new User(name, uid, completed(name, all), extra), needed));
    }

    private static Attributes impersonate(
            String group, String resource, String subresource, String namespace, String name) {
        return new Attributes.Resource(
                "impersonate", group, resource, subresource, namespace, name);
    }

    /** Everybody is in one of two groups, unless it was said in which. */
    private static List<String> completed(String name, List<String> groups) {
        String unknown = User.ANONYMOUS.groups().getFirst();
        if (!groups.contains(User.AUTHENTICATED) && !groups.contains(unknown)) {
            groups.add(name.equals(User.ANONYMOUS.name()) ? unknown : User.AUTHENTICATED);
        }
        return groups;
    }

    private static Map<String, List<String>> extra(ApiRequest request) {
        Map<String, List<String>> extra = new TreeMap<>();
        request.headers()
                .forEach((header, values) -> {
                    if (header.startsWith(EXTRA)) {
                        extra.put(decoded(header.substring(EXTRA.length())), values);
                    }
                });
        return extra;
    }

    /** Keys may hold what headers may not; such characters come as in URLs. */
    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return key;
        }
    }
}
