package dev.perk.control.workloads.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.resources.ResourceList;
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
        return of(ResourceList.read(quantities));
    }

    private static Resources of(ResourceList list) {
        Map<String, Long> amounts = new TreeMap<>();
        list.byResource().forEach((name, amount) -> amounts.put(name, units(name, amount)));
        return new Resources(amounts);
    }

    private static long units(String resource, Quantity amount) {
        return resource.equals(CPU) ? amount.millis().longValue() : amount.whole().longValue();
    }

    static Resources requestedBy(JsonNode podSpec) {
        return of(ResourceList.ofPodWithOverhead(podSpec, "requests"));
    }

    long of(String resource) {
        return amounts.getOrDefault(resource, 0L);
    }

    Resources plus(Resources other) {
        if (other.amounts.isEmpty()) {
            return this;
        }
        Map<String, Long> sum = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
        return new Resources(sum);
    }
}
