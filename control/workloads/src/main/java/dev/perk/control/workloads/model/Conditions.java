package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of a status, at most one of each type. */
public record Conditions(List<Condition> list) {

    public Conditions {
        list = List.copyOf(list);
    }

    /** Those of {@code status}, which may be missing. */
    public static Conditions of(JsonNode status) {
        List<Condition> list = new ArrayList<>();
        status.path("conditions").forEach(node -> list.add(Condition.read(node)));
        return new Conditions(list);
    }

    public Optional<Condition> find(String type) {
        return list.stream().filter(condition -> condition.type().equals(type)).findFirst();
    }

    /**
     * Adds a condition, or replaces the one of its type. One that says the same status and reason
     * stays as it is; a transition is only dated anew if the status changes. Source: kubernetes
     * {@code pkg/controller/deployment/util SetDeploymentCondition}.
     */
    public Conditions with(Condition condition) {
        Optional<Condition> known = find(condition.type());
        if (known.filter(old -> old.says(condition.status(), condition.reason())).isPresent()) {
            return this;
        }
        return replacing(condition);
    }

    /** As {@link #with}, but also where status and reason are the same. */
    public Conditions replacing(Condition condition) {
        Optional<Condition> known =
                find(condition.type()).filter(old -> old.status().equals(condition.status()));
        List<Condition> others = new ArrayList<>(without(condition.type()).list());
        others.add(
                known.map(old -> condition.transitionedAt(old.transitioned())).orElse(condition));
        return new Conditions(others);
    }

    public Conditions without(String type) {
        return new Conditions(
                list.stream().filter(condition -> !condition.type().equals(type)).toList());
    }

    /** Puts them into a status, which stays without the field if there are none. */
    public void writeTo(ObjectNode status) {
        if (!list.isEmpty()) {
            ArrayNode array = Json.object().putArray("conditions");
            list.forEach(condition -> array.add(condition.tree()));
            status.set("conditions", array);
        }
    }
}
