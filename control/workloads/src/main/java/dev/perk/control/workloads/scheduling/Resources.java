package dev.perk.control.workloads.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Quantity;
import java.util.Map;
import java.util.TreeMap;

/**
 * Amounts by resource name: {@code cpu} in thousandths of a core, everything else in whole units.
 */
record Resources(Map<String, Long> amounts) {
    static final Resources NONE = new Resources(Map.of());

    private static final String CPU = "cpu";

    Resources {
        amounts = Map.copyOf(amounts);
    }

    /** What is no quantity counts as nothing: the API refuses it where people write it. */
    static Resources read(JsonNode quantities) {
        Map<String, Long> amounts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : quantities.properties()) {
            Quantity.parse(each.getValue().asText())
                    .optional()
                    .ifPresent(amount -> amounts.put(each.getKey(), units(each.getKey(), amount)));
        }
        return new Resources(amounts);
    }

    private static long units(String resource, Quantity amount) {
        return resource.equals(CPU) ? amount.millis().longValue() : amount.whole().longValue();
    }

    /**
     * What a pod asks for: its containers together, or more if it needs more to get there. Source:
     * {@code k8s.io/component-helpers resource PodRequests}.
     */
    static Resources requestedBy(JsonNode podSpec) {
        Resources running = NONE;
        for (JsonNode container : podSpec.path("containers")) {
            running = running.plus(requests(container));
        }
        Resources sidecars = NONE;
        Resources starting = NONE;
        for (JsonNode container : podSpec.path("initContainers")) {
            if (container.path("restartPolicy").asText().equals("Always")) {
                sidecars = sidecars.plus(requests(container));
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(requests(container)));
            }
        }
        return running.plus(sidecars).max(starting).plus(read(podSpec.path("overhead")));
    }

    private static Resources requests(JsonNode container) {
        return read(container.path("resources").path("requests"));
    }

    long of(String resource) {
        return amounts.getOrDefault(resource, 0L);
    }

    Resources plus(Resources other) {
        return merged(other, true);
    }

    Resources max(Resources other) {
        return merged(other, false);
    }

    private Resources merged(Resources other, boolean add) {
        if (other.amounts.isEmpty()) {
            return this;
        }
        Map<String, Long> merged = new TreeMap<>(amounts);
        other.amounts.forEach(
                (name, amount) -> merged.merge(name, amount, add ? Long::sum : Long::max));
        return new Resources(merged);
    }
}
