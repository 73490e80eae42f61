package dev.perk.api.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;

/** Where traffic goes. Source: {@code knative/serving v1/route_defaults.go}. */
final class TrafficDefaults {
    private TrafficDefaults() {}

    /** Without a choice, everything goes to the latest revision. */
    static void ofService(ObjectNode spec) {
        if (Trees.isAbsent(spec, "traffic") || spec.path("traffic").isEmpty()) {
            spec.putArray("traffic").addObject().put("latestRevision", true).put("percent", 100);
        }
        ofRoute(spec);
    }

    static void ofRoute(ObjectNode spec) {
        for (ObjectNode target : Trees.objects(spec, "traffic")) {
            if (Trees.isAbsent(target, "latestRevision")) {
                target.put("latestRevision", Trees.isBlank(target, "revisionName"));
            }
            if (Trees.isAbsent(target, "percent")) {
                target.put("percent", 0);
            }
        }
    }
}
