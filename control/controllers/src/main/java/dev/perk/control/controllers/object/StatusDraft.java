package dev.perk.control.controllers.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.Conditions;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import java.util.Optional;

/**
 * The status of an object in the making: what is stored, edited by one reconcile.
 *
 * <p>It starts as {@code knative/pkg reconciler/reconcile_common.go} prescribes (conditions
 * initialized, a new generation not yet observed) and ends with the generation observed, and with
 * transition times that only moved where something changed.
 */
public final class StatusDraft {
    private final Instant now;
    private final Conditions stored;
    private final ObjectNode tree;
    private Conditions conditions;

    private StatusDraft(KubeObject object, ConditionSet set, Instant now) {
        this.now = now;
        stored = Conditions.read(set, object.status().path("conditions"));
        conditions = stored.begin(object.generation(), object.observedGeneration(), now);
        tree = object.status() instanceof ObjectNode status ? status.deepCopy() : Json.object();
        tree.put("observedGeneration", object.generation());
    }

    public static StatusDraft of(KubeObject object, ConditionSet set, Instant now) {
        return new StatusDraft(object, set, now);
    }

    public Conditions conditions() {
        return conditions;
    }

    /** Whether the condition says something else than before this reconcile. */
    public boolean hasChanged(String type) {
        return !conditions.settled(stored, now).get(type).equals(stored.get(type));
    }

    public void markTrue(String type) {
        conditions = conditions.markTrue(type, now);
    }

    public void markTrue(String type, String reason, String message) {
        conditions = conditions.markTrue(type, reason, message, now);
    }

    public void markFalse(String type, String reason, String message) {
        conditions = conditions.markFalse(type, reason, message, now);
    }

    public void markUnknown(String type, String reason, String message) {
        conditions = conditions.markUnknown(type, reason, message, now);
    }

    /** Says about {@code type} what {@code other} says; nothing if nobody has said it yet. */
    public void mirror(String type, Optional<Condition> other) {
        other.ifPresent(condition -> conditions = conditions.markAs(type, condition, now));
    }

    /** Sets a text; an empty one is left out. */
    public void put(String field, String value) {
        if (value.isEmpty()) {
            tree.remove(field);
        } else {
            tree.put(field, value);
        }
    }

    /** Makes sure that a text is there, even if it is empty. */
    public void putAlways(String field) {
        tree.put(field, text(field));
    }

    public void put(String field, int value) {
        tree.put(field, value);
    }

    /** Sets a part of the status; a missing node takes it away. */
    public void put(String field, JsonNode value) {
        if (value.isMissingNode()) {
            tree.remove(field);
        } else {
            tree.set(field, value);
        }
    }

    public String text(String field) {
        return tree.path(field).asText();
    }

    public JsonNode get(String field) {
        return tree.path(field);
    }

    /** The status as it should be stored; the draft may be edited further. */
    public ObjectNode done() {
        ObjectNode done = tree.deepCopy();
        done.set("conditions", conditions.settled(stored, now).tree());
        return done;
    }
}
