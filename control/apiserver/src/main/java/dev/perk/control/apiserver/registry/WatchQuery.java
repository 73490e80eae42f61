package dev.perk.control.apiserver.registry;

import dev.perk.api.ResourceType;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import dev.perk.kube.store.FieldSelector;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.SelectorParser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which changes a watch should tell.
 *
 * <p>Source of the checks: {@code k8s.io/apimachinery pkg/apis/meta/internalversion/validation}.
 */
public record WatchQuery(Selector labels, FieldSelector fields, From from) {

    /** Where a watch starts. */
    public sealed interface From {
        /** Every change after this revision. */
        record After(long revision) implements From {}

        /** What exists, as added, and then every change. */
        record Existing() implements From {}

        /**
         * The same, and a bookmark that says where the one ends and the other begins: a list and a
         * watch in one.
         *
         * @param notOlderThan a revision that the client has seen, 0 for none
         */
        record ExistingWithMark(long notOlderThan) implements From {}

        /** What happens from now on. */
        record Now() implements From {}
    }

    /**
     * Reads the query of a URL.
     *
     * @param query parameters by name; others are ignored
     * @throws ApiException 400 BadRequest, 422 Invalid
     */
    public static WatchQuery parse(ResourceType type, Map<String, String> query) {
        return parse(type, List.of(), query);
    }

    /**
     * @param selectable fields that selectors may name besides those of every kind
     */
    public static WatchQuery parse(
            ResourceType type, Collection<String> selectable, Map<String, String> query) {
        String match = query.getOrDefault("resourceVersionMatch", "");
        check(query, match);
        return new WatchQuery(
                SelectorParser.parse(query.getOrDefault("labelSelector", "")),
                FieldSelector.parse(query.getOrDefault("fieldSelector", ""), type, selectable),
                from(
                        Optional.ofNullable(query.get("sendInitialEvents")),
                        ListQuery.revision(query.getOrDefault("resourceVersion", ""))));
    }

    private static From from(Optional<String> initialEvents, long revision) {
        if (initialEvents.filter(WatchQuery::isTrue).isPresent()) {
            return new From.ExistingWithMark(revision);
        }
        if (revision != 0) {
            return new From.After(revision);
        }
        return initialEvents.isEmpty() ? new From.Existing() : new From.Now();
    }

    /**
     * Whether a flag that was given says yes; an empty one does.
     *
     * <p>Source: {@code k8s.io/apimachinery pkg/runtime/conversion.go
     * Convert_Slice_string_To_bool}.
     */
    public static boolean isTrue(String flag) {
        return !flag.equalsIgnoreCase("false") && !flag.equals("0");
    }

    private static void check(Map<String, String> query, String match) {
        List<FieldError> errors = new ArrayList<>();
        String field = "resourceVersionMatch";
        boolean initialEvents = query.containsKey("sendInitialEvents");
        if (initialEvents && !match.equals("NotOlderThan")) {
            errors.add(
                    FieldError.forbidden(
                            field,
                            "sendInitialEvents requires setting resourceVersionMatch to"
                                    + " NotOlderThan"));
        }
        if (!match.isEmpty() && !initialEvents) {
            errors.add(
                    FieldError.forbidden(
                            field,
                            "resourceVersionMatch is forbidden for watch unless sendInitialEvents"
                                    + " is provided"));
        }
        if (!match.isEmpty() && !match.equals("NotOlderThan")) {
            errors.add(FieldError.unsupported(field, "\"" + match + "\"", "\"NotOlderThan\""));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalidOptions("ListOptions", errors);
        }
    }
}
