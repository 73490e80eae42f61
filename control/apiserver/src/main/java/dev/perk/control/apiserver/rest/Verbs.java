package dev.perk.control.apiserver.rest;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import java.util.List;

/** What can be done with a kind and with its parts, as discovery says it. */
final class Verbs {
    private static final List<String> ALL =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");

    private Verbs() {}

    static List<String> of(ResourceType type) {
        if (Reviews.ALL.contains(type)) {
            return List.of("create");
        }
        return type.equals(Kinds.NAMESPACE)
                ? ALL.stream().filter(verb -> !verb.equals("deletecollection")).toList()
                : ALL;
    }

    static List<String> ofPart(String subresource) {
        return switch (subresource) {
            case "log" -> List.of("get");
            case "binding", "eviction", "token" -> List.of("create");
            case "exec", "attach", "portforward" -> List.of("create", "get");
            case "finalize" -> List.of("update");
            default -> List.of("get", "patch", "update");
        };
    }
}
