package dev.perk.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A served kind: its coordinates in the API and the ways in which people spell it.
 *
 * <p>Two are equal that name the same resource: its versions share their objects, and what people
 * call it may change while it is served.
 *
 * @param group the API group, empty for the core group
 * @param version the version that objects are read and written in; a resource may have several
 * @param kind the singular CamelCase name, as in {@code kind:}
 * @param plural the lower-case name used in URLs
 * @param singular the lower-case name that {@code kubectl get} also accepts
 * @param shortNames abbreviations that {@code kubectl get} accepts
 * @param categories groups of kinds that {@code kubectl get} accepts, such as {@code all}
 * @param namespaced whether objects live in a namespace
 * @param subresources the parts with URLs of their own, such as {@code status} and {@code scale}
 * @param custom whether Kubernetes treats it as defined by a CustomResourceDefinition: no strategic
 *     merge patch, list items carry their kind, and an update must name the resourceVersion
 */
public record ResourceType(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        List<String> subresources,
        boolean custom) {

    public ResourceType {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = List.copyOf(subresources);
    }

    /** {@code v1} or {@code group/version}, as written in an object's {@code apiVersion}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code plural} or {@code plural.group}, as Kubernetes writes it in error messages. */
    public String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** {@code Kind} or {@code Kind.group}, as Kubernetes writes it in validation errors. */
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    public boolean hasStatus() {
        return subresources.contains("status");
    }

    public boolean hasScale() {
        return subresources.contains("scale");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceType type
                && plural.equals(type.plural)
                && group.equals(type.group);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + plural.hashCode();
    }

    @Override
    public String toString() {
        return qualifiedPlural();
    }
}
