package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.text.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How well a pod has said what it needs, which decides who goes first when a node runs short.
 * Source: {@code kubernetes pkg/apis/core/helper/qos}.
 */
public final class QualityOfService {
    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QualityOfService() {}

    /** {@code Guaranteed}, {@code Burstable} or {@code BestEffort}. */
    public static String of(JsonNode podSpec) {
        List<ObjectNode> containers = new ArrayList<>(Trees.objects(podSpec, "containers"));
        containers.addAll(Trees.objects(podSpec, "initContainers"));
        boolean asksForAnything = false;
        boolean guaranteed = !containers.isEmpty();
        for (ObjectNode container : containers) {
            for (String resource : COUNTED) {
                var request = amount(container, "requests", resource);
                var limit = amount(container, "limits", resource);
                asksForAnything |= request.isPresent() || limit.isPresent();
                boolean exact =
                        limit.isPresent()
                                && limit.get().compareTo(request.orElse(limit.get())) == 0;
                guaranteed &= exact;
            }
        }
        if (!asksForAnything) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static Optional<Quantity> amount(ObjectNode container, String bound, String resource) {
        String text = container.path("resources").path(bound).path(resource).asText();
        return Quantity.parse(text).optional().filter(amount -> amount.amount().signum() > 0);
    }
}
