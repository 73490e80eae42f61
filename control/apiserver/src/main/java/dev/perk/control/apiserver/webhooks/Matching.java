package dev.perk.control.apiserver.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.cel.Budget;
import dev.perk.control.apiserver.cel.CelValues;
import dev.perk.control.apiserver.cel.Expression;
import dev.perk.control.apiserver.registry.Admission.Attempt;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Catalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether a webhook wants to see a write.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/admission/plugin/webhook/generic/webhook.go}, {@code
 * predicates}, {@code matchconditions}.
 *
 * @param look reads the store, for the labels of namespaces
 */
public record Matching(Function<ResourceKey, Optional<KubeObject>> look, Catalog catalog) {
    private static final List<String> VARIABLES = List.of("object", "oldObject", "request");

    /** What was found. */
    sealed interface Match {
        record Unwanted() implements Match {}

        /**
         * @param type the version of the kind in which the webhook wants to see it
         */
        record Wanted(ResourceType type) implements Match {}

        /** A condition cannot be answered. */
        record Unclear(String why) implements Match {}
    }

    Match match(Webhook webhook, Attempt attempt, Optional<KubeObject> object) {
        Optional<ResourceType> type = type(webhook, attempt);
        if (type.isEmpty()
                || !namespaceMatches(webhook, attempt, object)
                || !objectMatches(webhook, attempt, object)) {
            return new Match.Unwanted();
        }
        return conditions(webhook, attempt, type.get(), object);
    }

    private Optional<ResourceType> type(Webhook webhook, Attempt attempt) {
        if (wants(webhook, attempt, attempt.type())) {
            return Optional.of(attempt.type());
        }
        return webhook.equivalent()
                ? catalog.now().all().stream()
                        .filter(other -> other.equals(attempt.type()))
                        .filter(other -> wants(webhook, attempt, other))
                        .findFirst()
                : Optional.empty();
    }

    private static boolean wants(Webhook webhook, Attempt attempt, ResourceType type) {
        return webhook.rules().stream()
                .anyMatch(rule ->
                        rule.matches(attempt.operation().name(), type, attempt.subresource()));
    }

    private boolean namespaceMatches(
            Webhook webhook, Attempt attempt, Optional<KubeObject> object) {
        if (webhook.namespaces().requirements().isEmpty()) {
            return true;
        }
        if (attempt.type().equals(Kinds.NAMESPACE)) {
            return object.or(attempt::old)
                    .filter(namespace -> webhook.namespaces().matches(namespace.labels()))
                    .isPresent();
        }
        return !attempt.type().namespaced()
                || look.apply(ResourceKey.of(Kinds.NAMESPACE, "", attempt.name().namespace()))
                        .filter(namespace -> webhook.namespaces().matches(namespace.labels()))
                        .isPresent();
    }

    /** Either of the two will do: an object must not slip out of sight by losing a label. */
    private static boolean objectMatches(
            Webhook webhook, Attempt attempt, Optional<KubeObject> object) {
        return webhook.objects().requirements().isEmpty()
                || object.filter(now -> webhook.objects().matches(now.labels())).isPresent()
                || attempt.old()
                        .filter(before -> webhook.objects().matches(before.labels()))
                        .isPresent();
    }

    private static Match conditions(
            Webhook webhook, Attempt attempt, ResourceType type, Optional<KubeObject> object) {
        if (webhook.conditions().isEmpty()) {
            return new Match.Wanted(type);
        }
        JsonNode request = Review.request("", attempt, type, object).path("request");
        Map<String, Object> variables = new HashMap<>();
        variables.put("object", CelValues.of(request.path("object")));
        variables.put("oldObject", CelValues.of(request.path("oldObject")));
        variables.put("request", CelValues.of(request));
        Optional<String> problem = Optional.empty();
        for (String condition : webhook.conditions()) {
            switch (Expression.compile(condition, VARIABLES)) {
                case Expression.Compiled.Refused(String why) -> problem = Optional.of(why);
                case Expression.Compiled.Ready(Expression ready) -> {
                    switch (ready.ask(variables, Budget.ofOneCall())) {
                        case Expression.Answer.Value answer -> {
                            // One no is enough, whatever else cannot be answered.
                            if (!answer.isTrue()) {
                                return new Match.Unwanted();
                            }
                        }
                        case Expression.Answer.Failure(String why) -> problem = Optional.of(why);
                        case Expression.Answer.TooCostly(String why) -> problem = Optional.of(why);
                    }
                }
            }
        }
        return problem.<Match>map(Match.Unclear::new).orElseGet(() -> new Match.Wanted(type));
    }
}
