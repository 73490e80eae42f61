package dev.perk.control.workloads.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which nodes a pod must go to: those with all labels of its {@code nodeSelector} that also meet
 * one of its required terms. Preferences do not count.
 *
 * @param terms empty for none required
 */
record NodeAffinity(Selector labels, List<Term> terms) {

    /**
     * @param fields conditions on {@code metadata.name}
     */
    record Term(Selector labels, Selector fields) {

        boolean matches(KubeObject node) {
            boolean says = !labels.requirements().isEmpty() || !fields.requirements().isEmpty();
            return says
                    && labels.matches(node.labels())
                    && fields.matches(Map.of("metadata.name", node.name()));
        }
    }

    static NodeAffinity of(KubeObject pod) {
        ObjectNode labels = Json.object();
        labels.set("matchLabels", pod.spec().path("nodeSelector"));
        List<Term> terms = new ArrayList<>();
        JsonNode required =
                pod.spec()
                        .at(
                                "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution");
        for (JsonNode term : required.path("nodeSelectorTerms")) {
            terms.add(
                    new Term(
                            selector(term.path("matchExpressions")),
                            selector(term.path("matchFields"))));
        }
        return new NodeAffinity(Selector.of(labels), terms);
    }

    private static Selector selector(JsonNode expressions) {
        ObjectNode selector = Json.object();
        ArrayNode known = selector.putArray("matchExpressions");
        List<Selector.Requirement> bounds = new ArrayList<>();
        for (JsonNode expression : expressions) {
            String key = expression.path("key").asText();
            long bound = expression.path("values").path(0).asLong();
            switch (expression.path("operator").asText()) {
                case "Gt" -> bounds.add(new Selector.Requirement.GreaterThan(key, bound));
                case "Lt" -> bounds.add(new Selector.Requirement.LessThan(key, bound));
                default -> known.add(expression);
            }
        }
        bounds.addAll(Selector.of(selector).requirements());
        return new Selector(bounds);
    }

    boolean matches(KubeObject node) {
        return labels.matches(node.labels())
                && (terms.isEmpty() || terms.stream().anyMatch(term -> term.matches(node)));
    }
}
