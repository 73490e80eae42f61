package dev.perk.api.resources;

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
public record ResourceList(Map<String, Quantity> byResource) {
    private static final ResourceList NONE = new ResourceList(Map.of());

    public ResourceList {
        byResource = Map.copyOf(byResource);
    }

    /** Those in a map of JSON. */
    public static ResourceList read(JsonNode quantities) {
        Map<String, Quantity> amounts = new TreeMap<>();
        quantities
                .properties()
                .forEach(entry ->
                        Quantity.parse(entry.getValue().asText())
                                .optional()
                                .ifPresent(amount -> amounts.put(entry.getKey(), amount)));
        return new ResourceList(amounts);
    }

    /**
     * What the containers of a pod ask for together, or more if it needs more to get there; without
     * its overhead. Source: {@code k8s.io/component-helpers resource PodRequests, PodLimits}.
     *
     * @param bound {@code requests} or {@code limits}
     */
    public static ResourceList ofPod(JsonNode podSpec, String bound) {
        ResourceList running = NONE;
        for (JsonNode container : podSpec.path("containers")) {
            running = running.plus(ofContainer(container, bound));
        }
        ResourceList sidecars = NONE;
        ResourceList starting = NONE;
        for (JsonNode container : podSpec.path("initContainers")) {
            ResourceList own = ofContainer(container, bound);
            if (container.path("restartPolicy").asText().equals("Always")) {
                sidecars = sidecars.plus(own);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(own));
            }
        }
        return running.plus(sidecars).max(starting);
    }

    public static ResourceList ofContainer(JsonNode container, String bound) {
        return read(container.path("resources").path(bound));
    }

    /** As {@link #ofPod}, with what running a pod takes by itself. */
    public static ResourceList ofPodWithOverhead(JsonNode podSpec, String bound) {
        return ofPod(podSpec, bound).plus(read(podSpec.path("overhead")));
    }

    private ResourceList plus(ResourceList other) {
        return merged(other, Quantity::plus);
    }

    private ResourceList max(ResourceList other) {
        return merged(other, (one, more) -> one.compareTo(more) < 0 ? more : one);
    }

    private ResourceList merged(ResourceList other, BinaryOperator<Quantity> merge) {
        Map<String, Quantity> merged = new TreeMap<>(byResource);
        other.byResource.forEach((name, amount) -> merged.merge(name, amount, merge));
        return new ResourceList(merged);
    }
}
