package dev.perk.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.resources.ResourceList;
import dev.perk.api.text.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Amounts by the names that quotas have for them, such as {@code requests.cpu} or {@code
 * count/jobs.batch}.
 *
 * <p>Source: {@code kubernetes pkg/quota/v1/evaluator/core}.
 */
public record Usage(Map<String, Quantity> amounts) {
    public static final Usage NONE = new Usage(Map.of());

    private static final Quantity ONE = Quantity.of(1);
    private static final Quantity ZERO = Quantity.of(0);

    /** Kinds that quotas count under their own names, too. */
    private static final Set<ResourceType> NAMED =
            Set.of(
                    Kinds.SERVICE,
                    Kinds.SECRET,
                    Kinds.CONFIG_MAP,
                    StoredKinds.REPLICATION_CONTROLLER,
                    StoredKinds.RESOURCE_QUOTA,
                    StoredKinds.PERSISTENT_VOLUME_CLAIM);

    public Usage {
        amounts = Map.copyOf(amounts);
    }

    /** The amounts in a map of a ResourceQuota; those that are none are left out. */
    public static Usage read(JsonNode map) {
        return new Usage(ResourceList.read(map).byResource());
    }

    /** What one object uses. */
    public static Usage of(ResourceType type, JsonNode object) {
        Map<String, Quantity> amounts = new LinkedHashMap<>();
        amounts.put(countName(type), ONE);
        if (NAMED.contains(type)) {
            amounts.put(type.plural(), ONE);
        }
        if (type.equals(Kinds.POD)) {
            amounts.putAll(PodUsage.of(object));
        } else if (type.equals(Kinds.SERVICE)) {
            String kind = object.path("spec").path("type").asText();
            boolean balanced = kind.equals("LoadBalancer");
            amounts.put("services.loadbalancers", balanced ? ONE : ZERO);
            int ports = object.path("spec").path("ports").size();
            boolean open = balanced || kind.equals("NodePort");
            amounts.put("services.nodeports", Quantity.of(open ? ports : 0));
        } else if (type.equals(StoredKinds.PERSISTENT_VOLUME_CLAIM)) {
            Quantity.parse(object.at("/spec/resources/requests/storage").asText())
                    .optional()
                    .ifPresent(storage -> amounts.put("requests.storage", storage));
        }
        return new Usage(amounts);
    }

    private static String countName(ResourceType type) {
        return "count/" + type.plural() + (type.group().isEmpty() ? "" : "." + type.group());
    }

    /** Whether objects of this kind may use any of {@code names}. */
    public static boolean concerns(ResourceType type, Set<String> names) {
        if (names.contains(countName(type)) || names.contains(type.plural())) {
            return true;
        }
        Predicate<String> uses =
                type.equals(Kinds.POD)
                        ? PodUsage::isPods
                        : type.equals(Kinds.SERVICE)
                                ? name -> name.startsWith("services.")
                                : type.equals(StoredKinds.PERSISTENT_VOLUME_CLAIM)
                                        ? name -> name.equals("requests.storage")
                                        : _ -> false;
        return names.stream().anyMatch(uses);
    }

    public Quantity amount(String name) {
        return amounts.getOrDefault(name, ZERO);
    }

    public Usage plus(Usage other) {
        Map<String, Quantity> sum = new LinkedHashMap<>(amounts);
        other.amounts.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
        return new Usage(sum);
    }

    /** Only these names. */
    public Usage only(Set<String> names) {
        return new Usage(
                amounts.entrySet().stream()
                        .filter(entry -> names.contains(entry.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Every one of these names; nothing of what is not used. */
    public Usage each(Set<String> names) {
        return new Usage(names.stream().collect(Collectors.toMap(name -> name, this::amount)));
    }

    /** The names of which this is more than {@code limits} says. */
    public Set<String> over(Usage limits) {
        return amounts.entrySet().stream()
                .filter(entry -> limits.amounts.containsKey(entry.getKey()))
                .filter(entry -> entry.getValue().compareTo(limits.amount(entry.getKey())) > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    public void writeTo(ObjectNode map) {
        new TreeMap<>(amounts).forEach((name, amount) -> map.put(name, amount.toString()));
    }

    /** {@code a=1,b=2}, in the order of names. */
    @Override
    public String toString() {
        return new TreeMap<>(amounts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
