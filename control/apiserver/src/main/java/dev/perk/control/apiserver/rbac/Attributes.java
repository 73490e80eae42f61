package dev.perk.control.apiserver.rbac;

/**
 * What somebody wants to do, as far as permission depends on it.
 *
 * <p>Upstream counterpart: {@code k8s.io/apiserver pkg/authorization/authorizer}.
 */
public sealed interface Attributes {

    /** Such as {@code list}; for a path, the method in lower case. */
    String verb();

    /**
     * Something with objects of a kind.
     *
     * @param group of the API, empty for the core group
     * @param resource the plural
     * @param subresource empty for the objects themselves
     * @param namespace empty for the cluster, or all namespaces
     * @param name empty for no particular object
     */
    record Resource(
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name)
            implements Attributes {

        /** Something else with the same. */
        public Resource as(String otherVerb) {
            return new Resource(otherVerb, group, resource, subresource, namespace, name);
        }

        /** As rules name it: {@code pods} or {@code pods/log}. */
        String path() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    /** Something with a path of the API that is no resource, such as {@code /version}. */
    record NonResource(String verb, String path) implements Attributes {}

    /** The namespace whose bindings count besides those of the cluster; empty for none. */
    default String scope() {
        return this instanceof Resource resource ? resource.namespace() : "";
    }

    /**
     * As a refusal puts it.
     *
     * <p>Source: {@code k8s.io/apiserver pkg/endpoints/handlers/responsewriters/errors.go}.
     */
    default String describe(String user) {
        return switch (this) {
            case NonResource(String verb, String path) ->
                    "User " + quoted(user) + " cannot " + verb + " path " + quoted(path);
            case Resource resource ->
                    "User "
                            + quoted(user)
                            + " cannot "
                            + resource.verb()
                            + " resource "
                            + quoted(resource.path())
                            + " in API group "
                            + quoted(resource.group())
                            + (resource.namespace().isEmpty()
                                    ? " at the cluster scope"
                                    : " in the namespace " + quoted(resource.namespace()));
        };
    }

    private static String quoted(String text) {
        return GoText.quoted(text);
    }
}
