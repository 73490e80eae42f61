package dev.perk.control.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.StoredKinds;
import dev.perk.api.SystemPriority;
import dev.perk.api.admission.Trees;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives a new Pod the priority of its PriorityClass, and keeps the classes in order: one default at
 * most, and the system's stay.
 *
 * <p>Source: {@code kubernetes plugin/pkg/admission/priority/admission.go}, {@code
 * pkg/registry/scheduling/priorityclass/storage/storage.go}.
 */
public final class PriorityAdmission implements Admission {
    private static final String PREEMPT = "PreemptLowerPriority";

    private final Supplier<List<KubeObject>> classes;

    /**
     * @param classes the PriorityClasses that are stored
     */
    public PriorityAdmission(Supplier<List<KubeObject>> classes) {
        this.classes = classes;
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        boolean isPod = attempt.isMain() && attempt.type().equals(Kinds.POD);
        if (!isPod || !(object.path("spec") instanceof ObjectNode spec)) {
            return;
        }
        if (attempt.operation() == Operation.CREATE) {
            decide(attempt, spec);
        } else {
            attempt.old().ifPresent(old -> keep(old.spec(), spec));
        }
    }

    private void decide(Attempt attempt, ObjectNode spec) {
        Optional<KubeObject> chosen;
        if (Trees.isBlank(spec, "priorityClassName")) {
            chosen = theDefault();
            chosen.ifPresent(one -> spec.put("priorityClassName", one.name()));
        } else {
            chosen = Optional.of(named(attempt, spec.path("priorityClassName").asText()));
        }
        int priority = chosen.map(one -> one.tree().path("value").asInt()).orElse(0);
        String policy =
                chosen.map(one -> one.tree().path("preemptionPolicy").asText(PREEMPT))
                        .orElse(PREEMPT);
        if (!Trees.isAbsent(spec, "priority") && spec.path("priority").asLong() != priority) {
            throw mismatch(
                    attempt, "integer value of priority", spec.path("priority"), "" + priority);
        }
        if (!Trees.isBlank(spec, "preemptionPolicy")
                && !spec.path("preemptionPolicy").asText().equals(policy)) {
            throw mismatch(
                    attempt,
                    "string value of PreemptionPolicy",
                    spec.path("preemptionPolicy"),
                    policy);
        }
        spec.put("priority", priority).put("preemptionPolicy", policy);
    }

    private static void keep(JsonNode old, ObjectNode spec) {
        for (String field : List.of("priority", "preemptionPolicy")) {
            if (Trees.isAbsent(spec, field) && old.has(field)) {
                spec.set(field, old.path(field));
            }
        }
    }

    private KubeObject named(Attempt attempt, String name) {
        return classes.get().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        forbidden(attempt, "no PriorityClass with name " + name + " was found"));
    }

    /** The one that asks for the least, should there be several in spite of all. */
    private Optional<KubeObject> theDefault() {
        return classes.get().stream()
                .filter(one -> one.tree().path("globalDefault").asBoolean())
                .min(Comparator.comparingInt(one -> one.tree().path("value").asInt()));
    }

    private static ApiException mismatch(
            Attempt attempt, String what, JsonNode sent, String computed) {
        return forbidden(
                attempt,
                "the "
                        + what
                        + " ("
                        + sent.asText()
                        + ") must not be provided in pod spec; priority admission controller"
                        + " computed "
                        + computed
                        + " from the given PriorityClass name");
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        if (!attempt.type().equals(StoredKinds.PRIORITY_CLASS)) {
            return;
        }
        if (attempt.operation() == Operation.DELETE) {
            if (SystemPriority.named(object.name()).isPresent()) {
                throw forbidden(attempt, "this is a system priority class and cannot be deleted");
            }
        } else if (object.tree().path("globalDefault").asBoolean()) {
            theDefault()
                    .filter(known -> !known.name().equals(object.name()))
                    .ifPresent(known -> {
                        throw forbidden(
                                attempt,
                                "PriorityClass "
                                        + known.name()
                                        + " is already marked as default. Only one default can"
                                        + " exist");
                    });
        }
    }

    private static ApiException forbidden(Attempt attempt, String why) {
        return ApiException.forbidden(new ResourceKey(attempt.type(), attempt.name()), why);
    }
}
