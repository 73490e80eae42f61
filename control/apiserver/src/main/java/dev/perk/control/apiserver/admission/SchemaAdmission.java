package dev.perk.control.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.schema.Structure;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.List;

/**
 * What the API server does to Knative's kinds because of their definitions, before and after
 * Knative's own rules.
 *
 * <p>It judges last: where both have something to say, Knative's words are the ones that people
 * search for.
 */
public final class SchemaAdmission implements Admission {
    private final Admission rules;

    /**
     * @param rules what sees the objects in between
     */
    public SchemaAdmission(Admission rules) {
        this.rules = rules;
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        if (Kinds.isKnative(attempt.type())) {
            Structure.of(attempt.type()).shape(object);
        }
        rules.mutate(attempt, object);
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        rules.validate(attempt, object);
        if (!Kinds.isKnative(attempt.type()) || attempt.operation() == Operation.DELETE) {
            return;
        }
        List<FieldError> problems = Structure.of(attempt.type()).check(object.tree());
        if (!problems.isEmpty()) {
            throw ApiException.invalid(new ResourceKey(attempt.type(), attempt.name()), problems);
        }
    }
}
