package dev.perk.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a Pod uses of a quota. Source: {@code kubernetes pkg/quota/v1/evaluator/core/pods.go}. */
final class PodUsage {
    /** What quotas call by its bare name when they mean what is requested of it. */
    private static final Set<String> BARE = Set.of("cpu", "memory", "ephemeral-storage");

    /** What a container must say where a quota limits it. */
    private static final Set<String> EXPLICIT =
            Set.of(
                    "cpu",
                    "memory",
                    "requests.cpu",
                    "requests.memory",
                    "limits.cpu",
                    "limits.memory");

    private PodUsage() {}

    static boolean isPods(String name) {
        return name.equals("pods")
                || BARE.contains(name)
                || name.startsWith("limits.")
                || (name.startsWith("requests.") && !name.equals("requests.storage"));
    }

    /** Nothing for a pod whose containers have ended, which uses nothing of its node any more. */
    static Map<String, Quantity> of(JsonNode pod) {
        Map<String, Quantity> amounts = new LinkedHashMap<>();
        if (isOver(pod)) {
            return amounts;
        }
        amounts.put("pods", Quantity.of(1));
        JsonNode spec = pod.path("spec");
        sum(spec, "requests")
                .forEach((name, amount) -> {
                    amounts.put("requests." + name, amount);
                    if (BARE.contains(name)) {
                        amounts.put(name, amount);
                    }
                });
        sum(spec, "limits").forEach((name, amount) -> amounts.put("limits." + name, amount));
        return amounts;
    }

    static boolean isOver(JsonNode pod) {
        String phase = pod.path("status").path("phase").asText();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** All containers together, or one init container that needs more than they. */
    private static Map<String, Quantity> sum(JsonNode spec, String bound) {
        Map<String, Quantity> sum = new LinkedHashMap<>();
        for (JsonNode container : spec.path("containers")) {
            add(container, bound, sum);
        }
        Map<String, Quantity> most = new LinkedHashMap<>();
        for (JsonNode init : spec.path("initContainers")) {
            if (init.path("restartPolicy").asText().equals("Always")) {
                add(init, bound, sum);
            } else {
                Usage.read(init.path("resources").path(bound))
                        .amounts()
                        .forEach((name, amount) -> most.merge(name, amount, PodUsage::larger));
            }
        }
        most.forEach((name, amount) -> sum.merge(name, amount, PodUsage::larger));
        Usage.read(spec.path("overhead"))
                .amounts()
                .forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
        return sum;
    }

    private static void add(JsonNode container, String bound, Map<String, Quantity> sum) {
        Usage.read(container.path("resources").path(bound))
                .amounts()
                .forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** What containers do not say although a quota limits it; empty if nothing is missing. */
    static String missing(JsonNode pod, Set<String> limited) {
        Map<String, Set<String>> missing = new TreeMap<>();
        List<JsonNode> containers = new ArrayList<>();
        pod.path("spec").path("containers").forEach(containers::add);
        pod.path("spec").path("initContainers").forEach(containers::add);
        for (JsonNode container : containers) {
            for (String name : limited) {
                if (EXPLICIT.contains(name) && !says(container, name)) {
                    missing.computeIfAbsent(name, _ -> new TreeSet<>())
                            .add(container.path("name").asText());
                }
            }
        }
        List<String> words = new ArrayList<>();
        missing.forEach((name, names) -> words.add(name + " for: " + String.join(",", names)));
        return words.isEmpty() ? "" : "must specify " + String.join("; ", words);
    }

    private static boolean says(JsonNode container, String name) {
        int dot = name.indexOf('.');
        String bound = dot < 0 ? "requests" : name.substring(0, dot);
        return container.path("resources").path(bound).has(name.substring(dot + 1));
    }
}
