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
import java.util.OptionalLong;

/**
 * Which objects a list should have.
 *
 * <p>Source of the checks: {@code k8s.io/apimachinery pkg/apis/meta/internalversion/validation}.
 *
 * @param limit how many objects a page has at most, 0 for all
 * @param continueToken as the page before had it; empty for the first
 * @param at what to see; {@link At.Newest} where nothing was said
 */
public record ListQuery(
        Selector labels, FieldSelector fields, long limit, String continueToken, At at) {

    /** The revision that a list is seen at. */
    public sealed interface At {
        record Newest() implements At {}

        /** Any state will do; the limit does not count. */
        record Any() implements At {}

        record NotOlderThan(long revision) implements At {}

        record Exactly(long revision) implements At {}
    }

    /** Everything, as of now. */
    public static final ListQuery ALL =
            new ListQuery(Selector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", new At.Newest());

    /**
     * Reads the query of a URL.
     *
     * @param query parameters by name; others are ignored
     * @throws ApiException 400 BadRequest, 422 Invalid
     */
    public static ListQuery parse(ResourceType type, Map<String, String> query) {
        return parse(type, List.of(), query);
    }

    /**
     * @param selectable fields that selectors may name besides those of every kind
     */
    public static ListQuery parse(
            ResourceType type, Collection<String> selectable, Map<String, String> query) {
        String version = query.getOrDefault("resourceVersion", "");
        String match = query.getOrDefault("resourceVersionMatch", "");
        String continueToken = query.getOrDefault("continue", "");
        check(query, version, match, continueToken);
        long revision = revision(version);
        if (!continueToken.isEmpty() && revision != 0) {
            throw ApiException.badRequest(
                    "specifying resource version is not allowed when using continue");
        }
        return new ListQuery(
                SelectorParser.parse(query.getOrDefault("labelSelector", "")),
                FieldSelector.parse(query.getOrDefault("fieldSelector", ""), type, selectable),
                number(query.getOrDefault("limit", "0")),
                continueToken,
                at(version, match, revision));
    }

    private static At at(String version, String match, long revision) {
        if (version.isEmpty()) {
            return new At.Newest();
        }
        if (match.equals("Exact")) {
            return new At.Exactly(revision);
        }
        return revision == 0 ? new At.Any() : new At.NotOlderThan(revision);
    }

    private static void check(
            Map<String, String> query, String version, String match, String continueToken) {
        List<FieldError> errors = new ArrayList<>();
        String field = "resourceVersionMatch";
        if (!match.isEmpty()) {
            if (version.isEmpty()) {
                errors.add(
                        FieldError.forbidden(
                                field,
                                "resourceVersionMatch is forbidden unless resourceVersion is"
                                        + " provided"));
            }
            if (!continueToken.isEmpty()) {
                errors.add(
                        FieldError.forbidden(
                                field,
                                "resourceVersionMatch is forbidden when continue is provided"));
            }
            if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
                errors.add(
                        FieldError.unsupported(
                                field, "\"" + match + "\"", "\"Exact\", \"NotOlderThan\", \"\""));
            }
            if (match.equals("Exact") && version.equals("0")) {
                errors.add(
                        FieldError.forbidden(
                                field,
                                "resourceVersionMatch \"exact\" is forbidden for resourceVersion"
                                        + " \"0\""));
            }
        }
        if (query.containsKey("sendInitialEvents")) {
            errors.add(
                    FieldError.forbidden(
                            "sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalidOptions("ListOptions", errors);
        }
    }

    /** A {@code resourceVersion} in a query; 0 for an empty one. */
    static long revision(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long revision = Long.parseLong(text);
            if (revision >= 0) {
                return revision;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative number.
        }
        throw ApiException.badRequest(
                FieldError.invalidText(
                                "resourceVersion",
                                text,
                                "strconv.ParseUint: parsing \"" + text + "\": invalid syntax")
                        .toString());
    }

    private static long number(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    ListQuery withFields(FieldSelector other) {
        return new ListQuery(labels, other, limit, continueToken, at);
    }

    boolean selectsEverything() {
        return labels.requirements().isEmpty() && fields.isEverything();
    }

    /** The revision that the client has already seen; empty where any will do. */
    OptionalLong seen() {
        return switch (at) {
            case At.Newest _, At.Any _ -> OptionalLong.empty();
            case At.NotOlderThan(long revision) -> OptionalLong.of(revision);
            case At.Exactly(long revision) -> OptionalLong.of(revision);
        };
    }
}
