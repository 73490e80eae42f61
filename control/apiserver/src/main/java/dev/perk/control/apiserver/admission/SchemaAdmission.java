package dev.perk.control.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.cel.SchemaValidations;
import dev.perk.control.apiserver.definitions.DefinedVersion;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.structural.Defaulting;
import dev.perk.control.apiserver.structural.Pruning;
import dev.perk.control.apiserver.structural.SchemaCheck;
import dev.perk.control.apiserver.structural.StructuralSchema;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the API server does to custom kinds because of their definitions, before and after the rules
 * of others.
 *
 * <p>It judges last: where both have something to say of one of Knative's kinds, Knative's words
 * are the ones that people search for.
 */
public final class SchemaAdmission implements Admission {
    /** What is wrong in these ways could make rules fail for no reason of their own. */
    private static final Set<String> BLOCKING =
            Set.of(
                    "FieldValueRequired",
                    "FieldValueTooLong",
                    "FieldValueTooMany",
                    "FieldValueTypeInvalid");

    private static final String NOT_CHECKED =
            "some validation rules were not checked because the object was invalid; correct the"
                    + " existing errors to complete validation";

    private final Definitions definitions;
    private final Admission rules;

    /**
     * @param rules what sees the objects in between
     */
    public SchemaAdmission(Definitions definitions, Admission rules) {
        this.definitions = definitions;
        this.rules = rules;
    }

    @Override
    public void decode(Attempt attempt, ObjectNode object) {
        definitions
                .structure(attempt.type())
                .ifPresent(schema -> {
                    Pruning.prune(schema, object);
                    Defaulting.apply(schema, object);
                });
        rules.decode(attempt, object);
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        rules.mutate(attempt, object);
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        rules.validate(attempt, object);
        Optional<StructuralSchema> schema = definitions.structure(attempt.type());
        if (schema.isEmpty() || attempt.operation() == Operation.DELETE) {
            return;
        }
        List<FieldError> problems =
                new ArrayList<>(
                        SchemaCheck.check(
                                schema.get(),
                                judged(attempt, object),
                                attempt.old().map(KubeObject::tree)));
        definitions
                .version(attempt.type())
                .flatMap(DefinedVersion::scale)
                .ifPresent(scale -> replicas(scale, object, problems));
        problems.addAll(rules(schema.get(), attempt, object, problems));
        if (!problems.isEmpty()) {
            throw ApiException.invalid(new ResourceKey(attempt.type(), attempt.name()), problems);
        }
    }

    private static void replicas(
            DefinedVersion.ScalePaths scale, KubeObject object, List<FieldError> problems) {
        for (String path : List.of(scale.specReplicas(), scale.statusReplicas())) {
            JsonNode replicas = object.tree().at(path.replace('.', '/'));
            if (replicas.isIntegralNumber() && replicas.asLong() < 0) {
                problems.add(
                        FieldError.invalid(
                                path, replicas.asText(), "should be a non-negative integer"));
            }
        }
    }

    /** Rules can count on an object that is otherwise as it must be. */
    private static List<FieldError> rules(
            StructuralSchema schema,
            Attempt attempt,
            KubeObject object,
            List<FieldError> problems) {
        if (!schema.hasValidations()) {
            return List.of();
        }
        return problems.stream().anyMatch(problem -> BLOCKING.contains(problem.reason()))
                ? List.of(FieldError.invalidText("<nil>", "null", NOT_CHECKED))
                : SchemaValidations.check(
                        schema, object.tree(), attempt.old().map(KubeObject::tree));
    }

    /** A status of Knative's that nobody has written yet lacks everything. */
    private static ObjectNode judged(Attempt attempt, KubeObject object) {
        if (!Kinds.isKnative(attempt.type()) || !object.status().isEmpty()) {
            return object.tree();
        }
        return object.with(tree -> tree.remove("status")).tree();
    }
}
