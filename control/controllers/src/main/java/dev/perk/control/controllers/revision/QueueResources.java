package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.config.DeploymentConfig;
import dev.perk.api.config.Feature;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Quantity;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much the queue-proxy container asks for: the cluster's configuration, then a percentage of
 * the user's container, then explicit annotations; the later wins.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/revision/resources/queue.go}, {@code
 * createQueueResources}.
 */
final class QueueResources {
    private static final String PREFIX = "queue.sidecar.serving.knative.dev/";
    private static final String PERCENTAGE = PREFIX + "resource-percentage";
    private static final String PERCENTAGE_ALIAS = PREFIX + "resourcePercentage";
    private static final String REQUESTS = "requests";
    private static final String LIMITS = "limits";

    /** Between which amounts a percentage may end. */
    private record Bounds(String kind, String resource, Quantity least, Quantity most) {
        static Bounds of(String kind, String resource, String least, String most) {
            return new Bounds(kind, resource, quantity(least), quantity(most));
        }
    }

    private static final Bounds[] PERCENTAGE_BOUNDS = {
        Bounds.of(REQUESTS, "cpu", "25m", "100m"),
        Bounds.of(LIMITS, "cpu", "40m", "500m"),
        Bounds.of(REQUESTS, "memory", "50Mi", "200Mi"),
        Bounds.of(LIMITS, "memory", "200Mi", "500Mi")
    };

    private QueueResources() {}

    static ObjectNode of(RevisionParts revision, ServingConfig config) {
        Map<String, Quantity> requests = configured(config.deployment().queueRequests());
        Map<String, Quantity> limits = configured(config.deployment().queueLimits());
        if (config.features().isEnabled(Feature.QUEUE_PROXY_RESOURCE_DEFAULTS)) {
            requests.putIfAbsent("memory", quantity("400Mi"));
            limits.putIfAbsent("cpu", quantity("1000m"));
            limits.putIfAbsent("memory", quantity("800Mi"));
        }
        KubeObject object = revision.revision();
        percentage(object)
                .ifPresent(percent -> {
                    JsonNode user = revision.servingContainer().path("resources");
                    share(user, percent, REQUESTS, requests);
                    share(user, percent, LIMITS, limits);
                });
        for (String resource : new String[] {"cpu", "memory", "ephemeral-storage"}) {
            annotated(object, resource + "-resource-request")
                    .ifPresent(amount -> requests.put(resource, amount));
            annotated(object, resource + "-resource-limit")
                    .ifPresent(amount -> limits.put(resource, amount));
        }
        ObjectNode tree = Json.object();
        put(tree, REQUESTS, requests);
        put(tree, LIMITS, limits);
        return tree;
    }

    private static Map<String, Quantity> configured(DeploymentConfig.QueueResources amounts) {
        Map<String, Quantity> configured = new TreeMap<>();
        amounts.cpu().ifPresent(amount -> configured.put("cpu", amount));
        amounts.memory().ifPresent(amount -> configured.put("memory", amount));
        amounts.ephemeralStorage().ifPresent(amount -> configured.put("ephemeral-storage", amount));
        return configured;
    }

    private static Optional<BigDecimal> percentage(KubeObject revision) {
        return revision.annotation(PERCENTAGE)
                .or(() -> revision.annotation(PERCENTAGE_ALIAS))
                .flatMap(text -> GoNumber.parseDouble(text).optional())
                .filter(Double::isFinite)
                .map(BigDecimal::valueOf);
    }

    private static void share(
            JsonNode user, BigDecimal percent, String kind, Map<String, Quantity> into) {
        for (Bounds bounds : PERCENTAGE_BOUNDS) {
            if (!bounds.kind().equals(kind)) {
                continue;
            }
            String text = user.path(kind).path(bounds.resource()).asText();
            Quantity.parse(text)
                    .optional()
                    .filter(amount -> amount.amount().signum() != 0)
                    .map(amount -> clamp(amount, percent, bounds))
                    .ifPresent(amount -> into.put(bounds.resource(), amount));
        }
    }

    private static Quantity clamp(Quantity whole, BigDecimal percent, Bounds bounds) {
        Quantity part =
                new Quantity(
                        whole.amount().multiply(percent).scaleByPowerOfTen(-2), whole.format());
        if (part.compareTo(bounds.least()) < 0) {
            return bounds.least();
        }
        return part.compareTo(bounds.most()) > 0 ? bounds.most() : part;
    }

    private static Optional<Quantity> annotated(KubeObject revision, String key) {
        return revision.annotation(PREFIX + key).flatMap(text -> Quantity.parse(text).optional());
    }

    private static void put(ObjectNode tree, String field, Map<String, Quantity> amounts) {
        if (!amounts.isEmpty()) {
            ObjectNode node = tree.putObject(field);
            amounts.forEach((resource, amount) -> node.put(resource, amount.toString()));
        }
    }

    private static Quantity quantity(String text) {
        return switch (Quantity.parse(text)) {
            case Parsed.Good<Quantity>(Quantity quantity) -> quantity;
            case Parsed.Bad<Quantity>(String why) -> throw new IllegalArgumentException(why);
        };
    }
}
