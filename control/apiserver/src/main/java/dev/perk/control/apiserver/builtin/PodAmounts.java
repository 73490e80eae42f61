package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Quantity;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Amounts by resource name, of a container or of a whole pod.
 *
 * <p>What is no quantity counts as not said: the rules of the kind refuse it.
 */
public record PodAmounts(Map<String, Quantity> byResource) {
    private static final PodAmounts NONE = new PodAmounts(Map.of());

    public PodAmounts {
        byResource = Map.copyOf(byResource);
    }

    /** Those in a map of JSON. */
    public static PodAmounts read(JsonNode quantities) {
        Map<String, Quantity> amounts = new TreeMap<>();
        quantities
                .properties()
                .forEach(entry ->
                        Quantity.parse(entry.getValue().asText())
                                .optional()
                                .ifPresent(amount -> amounts.put(entry.getKey(), amount)));
        return new PodAmounts(amounts);
    }

    /**
     * What a pod asks for: its containers together, or more if it needs more to get there. Source:
     * {@code k8s.io/component-helpers resource PodRequests, PodLimits}.
     *
     * @param bound {@code requests} or {@code limits}
     */
    public static PodAmounts ofPod(JsonNode podSpec, String bound) {
        PodAmounts running = NONE;
        for (JsonNode container : podSpec.path("containers")) {
            running = running.plus(ofContainer(container, bound));
        }
        PodAmounts sidecars = NONE;
        PodAmounts starting = NONE;
        for (JsonNode container : podSpec.path("initContainers")) {
            PodAmounts own = ofContainer(container, bound);
            if (container.path("restartPolicy").asText().equals("Always")) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        return running.plus(sidecars).max(starting);
    }

    public static PodAmounts ofContainer(JsonNode container, String bound) {
        return read(container.path("resources").path(bound));
    }

    private PodAmounts plus(PodAmounts other) {
        return merged(
                other, (one, more) -> new Quantity(one.amount().add(more.amount()), one.format()));
    }

    private PodAmounts max(PodAmounts other) {
        return merged(other, (one, more) -> one.compareTo(more) < 0 ? more : one);
    }

    private PodAmounts merged(PodAmounts other, BinaryOperator<Quantity> merge) {
        Map<String, Quantity> merged = new TreeMap<>(byResource);
        other.byResource.forEach((name, amount) -> merged.merge(name, amount, merge));
        return new PodAmounts(merged);
    }
}
