package dev.perk.api;

import java.util.List;
import java.util.Locale;

/**
 * How Kubernetes names its own kinds.
 *
 * <p>Apart from {@link Kinds} and {@link StoredKinds}, as the first lists what the second holds:
 * needing each other, one of them would be used before it is complete.
 */
final class BuiltInKind {
    static final List<String> STATUS = List.of("status");
    static final List<String> NONE = List.of();
    static final List<String> ALL = List.of("all");

    private BuiltInKind() {}

    static ResourceType core(
            String kind,
            String plural,
            List<String> shortNames,
            List<String> categories,
            boolean namespaced,
            List<String> subresources) {
        return builtIn("", kind, plural, shortNames, categories, namespaced, subresources);
    }

    static ResourceType builtIn(
            String group,
            String kind,
            String plural,
            List<String> shortNames,
            List<String> categories,
            boolean namespaced,
            List<String> subresources) {
        String singular = kind.toLowerCase(Locale.ROOT);
        return new ResourceType(
                group,
                "v1",
                kind,
                plural,
                singular,
                shortNames,
                categories,
                namespaced,
                subresources,
                false);
    }
}
