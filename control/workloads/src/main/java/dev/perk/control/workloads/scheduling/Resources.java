package dev.perk.control.workloads.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

    /**
     * @throws IllegalArgumentException if an amount is no quantity
     */
    static Resources read(JsonNode quantities) {
        Map<String, Long> amounts = new TreeMap<>();
        quantities
                .properties()
                .forEach(each ->
                        amounts.put(
                                each.getKey(), amount(each.getKey(), each.getValue().asText())));
        return new Resources(amounts);
    }

    private static long amount(String resource, String quantity) {
        BigDecimal amount = Quantity.getAmountInBytes(Quantity.parse(quantity));
        BigDecimal units = resource.equals(CPU) ? amount.movePointRight(3) : amount;
        return units.setScale(0, RoundingMode.CEILING).longValue();
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
