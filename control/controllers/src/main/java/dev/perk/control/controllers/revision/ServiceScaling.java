package dev.perk.control.controllers.revision;

import dev.perk.api.Annotations;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.validation.KnativeRules;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.kube.KubeObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a Service wants to be scaled by what it says in its own metadata: its latest ready revision
 * follows at once, and no new one is made. Perk's own; in Knative every such change is a revision.
 *
 * @param revision the one that follows, empty if none does
 * @param annotations what it says, by annotation key
 */
record ServiceScaling(String revision, Map<String, String> annotations) {
    static final ServiceScaling NONE = new ServiceScaling("", Map.of());

    ServiceScaling {
        annotations = Map.copyOf(annotations);
    }

    static ServiceScaling of(@Nullable KubeObject service) {
        if (service == null) {
            return NONE;
        }
        Map<String, String> own = new HashMap<>(service.annotations());
        own.keySet().retainAll(Annotations.ON_SERVICE);
        // Without a wish it does not matter whose it would be: most Services never wake anybody.
        return own.isEmpty()
                ? NONE
                : new ServiceScaling(
                        service.status().path("latestReadyRevisionName").asText(), own);
    }

    /**
     * What the autoscaler of {@code name} is told. A wish that contradicts what the revision was
     * made with, such as fewer pods at most than at least, cannot be followed: it was judged beside
     * a template that this revision does not have.
     */
    KeyValues over(KeyValues own, String name, ServingConfig config) {
        if (!revision.equals(name)) {
            return own;
        }
        KeyValues both = own.withAll(annotations);
        return KnativeRules.checkScaling(both.map(), config).hasErrors() ? own : both;
    }
}
