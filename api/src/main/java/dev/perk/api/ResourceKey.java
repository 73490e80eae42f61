package dev.perk.api;

/** The address of one object in the API. */
public record ResourceKey(ResourceType type, NamespacedName name) {

    public static ResourceKey of(ResourceType type, String namespace, String name) {
        return new ResourceKey(type, new NamespacedName(namespace, name));
    }

    @Override
    public String toString() {
        return type.qualifiedPlural() + " " + name;
    }
}
