package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.NameSyntax;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is wrong with a definition that has its defaults already.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation}.
 */
public final class DefinitionRules {
    private static final String APPROVED = "api-approved.kubernetes.io";
    private static final Pattern PROTECTED = Pattern.compile("(.*\\.)?(k8s|kubernetes)\\.io");
    private static final String SEE = ", see https://github.com/kubernetes/enhancements/pull/1111";
    private static final Set<String> SCOPES = Set.of("Cluster", "Namespaced");

    private final ObjectNode definition;
    private final JsonNode spec;
    private final List<FieldError> out;

    private DefinitionRules(ObjectNode definition, List<FieldError> out) {
        this.definition = definition;
        this.spec = definition.path("spec");
        this.out = out;
    }

    /**
     * @param old the definition as it is, if it is changed
     */
    public static void check(
            ObjectNode definition, Optional<ObjectNode> old, List<FieldError> out) {
        var rules = new DefinitionRules(definition, out);
        rules.name();
        rules.group();
        rules.scope();
        rules.names();
        rules.conversion();
        rules.versions();
        old.ifPresent(rules::change);
    }

    private String text(String pointer) {
        return definition.at(pointer).asText();
    }

    private void name() {
        String name = text("/metadata/name");
        if (!name.equals(text("/spec/names/plural") + "." + text("/spec/group"))) {
            out.add(
                    FieldError.invalidText(
                            "metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }
    }

    private void group() {
        String group = text("/spec/group");
        if (group.isEmpty()) {
            out.add(FieldError.required("spec.group", ""));
            return;
        }
        List<String> problems = NameSyntax.subdomain(group);
        if (!problems.isEmpty()) {
            out.add(FieldError.invalidText("spec.group", group, String.join(",", problems)));
        } else if (!group.contains(".")) {
            out.add(
                    FieldError.invalidText(
                            "spec.group", group, "should be a domain with at least one dot"));
        }
        if (PROTECTED.matcher(group).matches()) {
            approval();
        }
    }

    private void approval() {
        String field = "metadata.annotations[" + APPROVED + "]";
        String value = definition.path("metadata").path("annotations").path(APPROVED).asText();
        String wanted = "protected groups must have approval annotation \"" + APPROVED + "\"";
        if (value.isEmpty()) {
            out.add(FieldError.required(field, wanted + SEE));
        } else if (!value.startsWith("unapproved") && !value.matches("https?://[^/ ]+.*")) {
            out.add(
                    FieldError.invalidText(
                            field,
                            value,
                            wanted
                                    + " with either a URL or a reason starting with"
                                    + " \"unapproved\""
                                    + SEE));
        }
    }

    private void scope() {
        String scope = text("/spec/scope");
        if (scope.isEmpty()) {
            out.add(FieldError.required("spec.scope", ""));
        } else if (!SCOPES.contains(scope)) {
            out.add(
                    FieldError.unsupported(
                            "spec.scope", quoted(scope), "\"Cluster\", \"Namespaced\""));
        }
    }

    private void names() {
        JsonNode names = spec.path("names");
        for (String field : List.of("plural", "singular", "kind", "listKind")) {
            String at = "spec.names." + field;
            String name = names.path(field).asText();
            if (name.isEmpty()) {
                out.add(FieldError.required(at, ""));
                continue;
            }
            boolean mixed = field.endsWith("ind");
            List<String> problems =
                    NameSyntax.label1035(mixed ? name.toLowerCase(Locale.ROOT) : name);
            if (!problems.isEmpty()) {
                String why = String.join(",", problems);
                out.add(
                        FieldError.invalidText(
                                at,
                                name,
                                mixed
                                        ? "may have mixed case, but should otherwise match: " + why
                                        : why));
            }
        }
        labels(names, "shortNames");
        labels(names, "categories");
        String kind = names.path("kind").asText();
        if (!kind.isEmpty() && kind.equals(names.path("listKind").asText())) {
            out.add(
                    FieldError.invalidText(
                            "spec.names.listKind", kind, "kind and listKind may not be the same"));
        }
    }

    private void labels(JsonNode names, String field) {
        for (int i = 0; i < names.path(field).size(); i++) {
            String name = names.path(field).path(i).asText();
            List<String> problems = NameSyntax.label1035(name);
            if (!problems.isEmpty()) {
                out.add(
                        FieldError.invalidText(
                                "spec.names." + field + "[" + i + "]",
                                name,
                                String.join(",", problems)));
            }
        }
    }

    private void conversion() {
        String strategy = text("/spec/conversion/strategy");
        switch (strategy) {
            case "None" -> {
                if (spec.path("conversion").hasNonNull("webhook")) {
                    out.add(
                            FieldError.forbidden(
                                    "spec.conversion.webhook",
                                    "should not be set when strategy is not set to Webhook"));
                }
            }
            case "Webhook" ->
                    out.add(
                            FieldError.forbidden(
                                    "spec.conversion.strategy",
                                    "conversion by a webhook is not built into Perk yet (expected:"
                                            + " None)"));
            default ->
                    out.add(
                            FieldError.unsupported(
                                    "spec.conversion.strategy",
                                    quoted(strategy),
                                    "\"None\", \"Webhook\""));
        }
        if (spec.path("preserveUnknownFields").asBoolean()) {
            out.add(FieldError.invalid("spec.preserveUnknownFields", "true", "must be false"));
        }
    }

    private void versions() {
        JsonNode versions = spec.path("versions");
        long stored =
                versions.valueStream().filter(each -> each.path("storage").asBoolean()).count();
        long distinct =
                versions.valueStream().map(each -> each.path("name").asText()).distinct().count();
        if (distinct != versions.size()) {
            out.add(
                    FieldError.invalid(
                            "spec.versions", versionNames(), "must contain unique version names"));
        }
        if (stored != 1) {
            out.add(
                    FieldError.invalid(
                            "spec.versions",
                            versionNames(),
                            "must have exactly one version marked as storage version"));
        }
        for (int i = 0; i < versions.size(); i++) {
            VersionRules.check(versions.path(i), "spec.versions[" + i + "]", out);
        }
    }

    /** Upstream prints all of the versions as Go does; their names say which are meant. */
    private String versionNames() {
        return spec.path("versions")
                .valueStream()
                .map(version -> quoted(version.path("name").asText()))
                .toList()
                .toString();
    }

    private void change(ObjectNode old) {
        boolean established =
                old.path("status")
                        .path("conditions")
                        .valueStream()
                        .anyMatch(each ->
                                each.path("type").asText().equals(Definition.ESTABLISHED)
                                        && each.path("status").asText().equals("True"));
        if (established) {
            immutable(old, "/spec/scope", "spec.scope");
            immutable(old, "/spec/names/kind", "spec.names.kind");
        }
        immutable(old, "/spec/group", "spec.group");
        immutable(old, "/spec/names/plural", "spec.names.plural");
        JsonNode stored = definition.path("status").path("storedVersions");
        Set<String> known =
                Set.copyOf(
                        spec.path("versions")
                                .valueStream()
                                .map(each -> each.path("name").asText())
                                .toList());
        for (int i = 0; i < stored.size(); i++) {
            String version = stored.path(i).asText();
            if (!known.contains(version)) {
                out.add(
                        FieldError.invalidText(
                                "status.storedVersions[" + i + "]",
                                version,
                                "must appear in spec.versions"));
            }
        }
    }

    private void immutable(ObjectNode old, String pointer, String field) {
        if (!Objects.equals(old.at(pointer), definition.at(pointer))) {
            out.add(FieldError.invalidText(field, text(pointer), "field is immutable"));
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
