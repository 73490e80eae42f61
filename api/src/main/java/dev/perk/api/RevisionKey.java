package dev.perk.api;

/**
 * The Revision that a request is for; also names its PodAutoscaler, Metric and ServerlessService,
 * which share its name.
 */
public record RevisionKey(String namespace, String name) {

    public static RevisionKey of(NamespacedName name) {
        return new RevisionKey(name.namespace(), name.name());
    }

    public NamespacedName namespacedName() {
        return new NamespacedName(namespace, name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
