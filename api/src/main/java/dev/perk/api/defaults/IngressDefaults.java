package dev.perk.api.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import java.util.List;

/** Source: {@code knative/networking pkg/apis/networking/v1alpha1/ingress_defaults.go}. */
final class IngressDefaults {
    private IngressDefaults() {}

    static void apply(ObjectNode ingress) {
        for (ObjectNode rule : Trees.objects(ingress.path("spec"), "rules")) {
            if (Trees.isBlank(rule, "visibility")) {
                rule.put("visibility", "ExternalIP");
            }
            for (ObjectNode path : Trees.objects(rule.path("http"), "paths")) {
                List<ObjectNode> splits = Trees.objects(path, "splits");
                if (splits.size() == 1 && Trees.isZero(splits.getFirst(), "percent")) {
                    splits.getFirst().put("percent", 100);
                }
            }
        }
    }
}
