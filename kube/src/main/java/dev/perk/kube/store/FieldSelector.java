package dev.perk.kube.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Conditions on fields that all must hold: {@code metadata.name=web,status.phase!=Running}.
 *
 * <p>Each kind supports few fields. Source of grammar and texts: {@code k8s.io/apimachinery
 * pkg/fields/selector.go}, and the field label conversions of each kind.
 */
public record FieldSelector(List<Term> terms) {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    private static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";

    /** Fields of a kind besides its name and namespace, and the value that an absent one has. */
    private static final Map<ResourceType, Map<String, String>> OWN_FIELDS =
            Map.ofEntries(
                    Map.entry(
                            Kinds.POD,
                            Map.of(
                                    "spec.nodeName", "",
                                    "spec.restartPolicy", "",
                                    "spec.schedulerName", "",
                                    "spec.serviceAccountName", "",
                                    "spec.hostNetwork", "false",
                                    "status.phase", "",
                                    "status.podIP", "",
                                    "status.podIPs", "",
                                    "status.nominatedNodeName", "")),
                    Map.entry(Kinds.NODE, Map.of("spec.unschedulable", "false")),
                    Map.entry(Kinds.NAMESPACE, Map.of("status.phase", "")),
                    Map.entry(Kinds.SECRET, Map.of("type", "")),
                    Map.entry(Kinds.SERVICE, Map.of("spec.clusterIP", "", "spec.type", "")),
                    Map.entry(Kinds.REPLICA_SET, Map.of("status.replicas", "0")),
                    Map.entry(StoredKinds.REPLICATION_CONTROLLER, Map.of("status.replicas", "0")),
                    Map.entry(StoredKinds.JOB, Map.of("status.successful", "0")),
                    Map.entry(
                            Kinds.EVENT,
                            eventFields("involvedObject", "reportingComponent", "source")),
                    Map.entry(
                            StoredKinds.NEW_EVENT,
                            eventFields("regarding", "reportingController")));

    private static Map<String, String> eventFields(String object, String... others) {
        Map<String, String> fields = new HashMap<>();
        for (String part :
                List.of(
                        "kind",
                        "namespace",
                        "name",
                        "uid",
                        "apiVersion",
                        "resourceVersion",
                        "fieldPath")) {
            fields.put(object + "." + part, "");
        }
        List.of(others).forEach(other -> fields.put(other, ""));
        fields.put("reason", "");
        fields.put("type", "");
        return Map.copyOf(fields);
    }

    /**
     * One condition.
     *
     * @param equal whether the field must have the value, or must not
     */
    public record Term(String field, String value, boolean equal) {}

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /**
     * @param text the value of {@code fieldSelector}; empty selects everything
     * @throws ApiException 400 BadRequest, if it cannot be understood or names a field that the
     *     kind does not support
     */
    public static FieldSelector parse(String text, ResourceType type) {
        return parse(text, type, List.of());
    }

    /**
     * @param selectable further fields of a custom kind, such as {@code spec.color}
     */
    public static FieldSelector parse(
            String text, ResourceType type, Collection<String> selectable) {
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(text, part));
            }
        }
        terms.stream()
                .filter(term -> !selectable.contains(term.field()))
                .forEach(term -> check(type, term.field()));
        return new FieldSelector(terms);
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** The one name that an object must have to match, if there is one. */
    public Optional<String> name() {
        return terms.stream()
                .filter(term -> term.equal() && term.field().equals(NAME))
                .map(Term::value)
                .findFirst();
    }

    public boolean matches(KubeObject object) {
        return terms.stream()
                .allMatch(term -> term.equal() == value(object, term.field()).equals(term.value()));
    }

    private static String value(KubeObject object, String field) {
        return switch (field) {
            case NAME -> object.name();
            case NAMESPACE -> object.namespace();
            // A name that is older than the field that it means.
            case "status.successful" -> String.valueOf(object.status().path("succeeded").asInt());
            case "source" -> {
                String component = object.tree().path("source").path("component").asText();
                yield component.isEmpty()
                        ? object.tree().path("reportingComponent").asText()
                        : component;
            }
            default -> {
                JsonNode value = object.tree();
                for (String step : field.split("\\.", -1)) {
                    value = value.path(step);
                }
                String absent = OWN_FIELDS.getOrDefault(object.type(), Map.of()).get(field);
                yield value.isValueNode() && !value.isNull()
                        ? value.asText()
                        : absent == null ? "" : absent;
            }
        };
    }

    private static void check(ResourceType type, String field) {
        Set<String> common = new LinkedHashSet<>(List.of(NAME));
        if (type.namespaced()) {
            common.add(NAMESPACE);
        }
        Map<String, String> own = OWN_FIELDS.getOrDefault(type, Map.of());
        if (common.contains(field) || own.containsKey(field)) {
            return;
        }
        // Kinds with fields of their own, and custom ones, have a shorter answer upstream.
        throw ApiException.badRequest(
                own.isEmpty() && !type.custom()
                        ? "\""
                                + field
                                + "\" is not a known field selector: only \"metadata.name\","
                                + " \"metadata.namespace\""
                        : "field label not supported: " + field);
    }

    private static Term term(String whole, String part) {
        for (int at = 0; at < part.length(); at++) {
            char c = part.charAt(at);
            if (c == '\\') {
                at++;
            } else if (part.startsWith("!=", at)) {
                return new Term(part.substring(0, at), unescape(part.substring(at + 2)), false);
            } else if (part.startsWith("==", at)) {
                return new Term(part.substring(0, at), unescape(part.substring(at + 2)), true);
            } else if (c == '=') {
                return new Term(part.substring(0, at), unescape(part.substring(at + 1)), true);
            }
        }
        throw ApiException.badRequest(
                "invalid selector: '" + whole + "'; can't understand '" + part + "'");
    }

    /** At commas, unless they are escaped. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == ',') {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unescape(String value) {
        var plain = new StringBuilder();
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '\\') {
                at++;
                String escaped = at < value.length() ? value.substring(at, at + 1) : "";
                if (escaped.isEmpty() || !"\\,=".contains(escaped)) {
                    throw ApiException.badRequest(
                            "invalid field selector: invalid escape sequence: \\" + escaped);
                }
                plain.append(escaped);
            } else if (c == ',' || c == '=') {
                throw ApiException.badRequest(
                        "invalid field selector: unescaped character in value: " + c);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
