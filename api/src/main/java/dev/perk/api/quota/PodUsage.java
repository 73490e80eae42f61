package dev.perk.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.resources.ResourceList;
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
        ResourceList.ofPodWithOverhead(spec, "requests")
                .byResource()
                .forEach((name, amount) -> {
                    amounts.put("requests." + name, amount);
                    if (BARE.contains(name)) {
                        amounts.put(name, amount);
                    }
                });
        ResourceList.ofPodWithOverhead(spec, "limits")
                .byResource()
                .forEach((name, amount) -> amounts.put("limits." + name, amount));
        return amounts;
    }

    static boolean isOver(JsonNode pod) {
        String phase = pod.path("status").path("phase").asText();
        return phase.equals("Succeeded") || phase.equals("Failed");
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
