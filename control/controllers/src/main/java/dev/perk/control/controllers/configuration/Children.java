package dev.perk.control.controllers.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.Names;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Builds what a Configuration owns. Source: {@code knative/serving
 * pkg/reconciler/configuration/resources/revision.go}.
 */
final class Children {
    private Children() {}

    /**
     * The Revision of the Configuration's present generation: its template, word for word.
     *
     * <p>A Revision whose Configuration already has a route is born active; any other waits for the
     * labeler.
     */
    static KubeObject revision(KubeObject configuration, Instant now) {
        JsonNode template = configuration.spec().path("template");
        Optional<String> routes = configuration.annotation(Annotations.ROUTES);
        KeyValues labels =
                KeyValues.of(strings(template.path("metadata").path("labels")))
                        .with(Labels.CONFIGURATION, configuration.name())
                        .withKnown(Labels.SERVICE, configuration.label(Labels.SERVICE).orElse(""))
                        .with(
                                Labels.CONFIGURATION_GENERATION,
                                Long.toString(configuration.generation()))
                        .withKnown(Labels.CONFIGURATION_UID, configuration.uid())
                        .withKnown(
                                Labels.SERVICE_UID,
                                configuration.label(Labels.SERVICE_UID).orElse(""))
                        .with(Labels.ROUTING_STATE, routes.isPresent() ? "active" : "pending");
        KeyValues annotations =
                KeyValues.of(strings(template.path("metadata").path("annotations")))
                        .withKnown(
                                Annotations.CREATOR,
                                configuration.annotation(Annotations.LAST_MODIFIER).orElse(""))
                        .withKnown(Annotations.ROUTES, routes.orElse(""))
                        .with(
                                Annotations.ROUTING_STATE_MODIFIED,
                                now.truncatedTo(ChronoUnit.SECONDS).toString());
        return ObjectDraft.of(
                        Kinds.REVISION, configuration.namespace(), revisionName(configuration))
                .labels(labels)
                .annotations(annotations)
                .ownedBy(configuration)
                .spec(template.path("spec"))
                .done();
    }

    /** The name that the template asks for, or the next one in line. */
    static String revisionName(KubeObject configuration) {
        String wanted = wantedName(configuration);
        return wanted.isEmpty()
                ? Names.child(
                        configuration.name(),
                        String.format(Locale.ROOT, "-%05d", configuration.generation()))
                : wanted;
    }

    /** Empty if the Configuration may choose. */
    static String wantedName(KubeObject configuration) {
        return configuration.spec().path("template").path("metadata").path("name").asText();
    }

    private static Map<String, String> strings(JsonNode map) {
        Map<String, String> strings = new LinkedHashMap<>();
        map.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }
}
