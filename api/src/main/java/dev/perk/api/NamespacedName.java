package dev.perk.api;

/**
 * The name of an object within its kind: what a work queue holds.
 *
 * @param namespace empty for a cluster-scoped object
 */
public record NamespacedName(String namespace, String name) implements Comparable<NamespacedName> {

    @Override
    public int compareTo(NamespacedName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /**
     * {@code namespace/name}, or the bare name of a cluster-scoped object, as in Knative's log
     * field {@code knative.dev/key}.
     */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
