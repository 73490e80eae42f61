package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.scaling.Reachability;
import dev.perk.api.scaling.ScalingSettings;
import dev.perk.api.text.GoDuration;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.time.Duration;
import java.util.List;

/**
 * Builds what a Revision owns. Source: {@code knative/serving
 * pkg/reconciler/revision/resources/{deploy,imagecache,pa}.go}.
 */
final class Children {
    private Children() {}

    static KubeObject deployment(RevisionParts parts, Digests digests, ServingConfig config) {
        KubeObject revision = parts.revision();
        ObjectNode spec = Json.object();
        spec.put("replicas", initialScale(revision, config));
        // A revision never changes, so there is no earlier state to go back to.
        spec.put("revisionHistoryLimit", 0);
        spec.put("progressDeadlineSeconds", (int) progressDeadline(revision, config).toSeconds());
        spec.putObject("strategy")
                .put("type", "RollingUpdate")
                .putObject("rollingUpdate")
                .put("maxUnavailable", 0);
        spec.putObject("selector")
                .putObject("matchLabels")
                .put(Labels.REVISION_UID, revision.uid());
        spec.set("template", new PodTemplate(parts, digests, config).tree());
        KubeObject deployment = draft(parts, spec, parts.labels());
        return draft(
                parts,
                spec,
                parts.labels().with(Labels.DEPLOYMENT_HASH, Fingerprint.of(deployment)));
    }

    private static KubeObject draft(RevisionParts parts, ObjectNode spec, KeyValues labels) {
        return ObjectDraft.of(
                        Kinds.DEPLOYMENT, parts.revision().namespace(), parts.deploymentName())
                .labels(labels)
                .annotations(parts.annotations())
                .ownedBy(parts.revision())
                .spec(spec)
                .done();
    }

    /** The revision's own wish, even if it is 0, else the cluster's. */
    private static int initialScale(KubeObject revision, ServingConfig config) {
        return revision.annotation(Annotations.INITIAL_SCALE)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::parseInt)
                .orElseGet(() ->
                        new ScalingSettings(revision.annotations(), config.autoscaler())
                                .initialScale());
    }

    private static Duration progressDeadline(KubeObject revision, ServingConfig config) {
        return revision.annotation(Annotations.PROGRESS_DEADLINE)
                .flatMap(text -> GoDuration.parse(text).optional())
                .orElse(config.deployment().progressDeadline());
    }

    /** Asks whoever caches images to keep this one close. */
    static KubeObject image(RevisionParts parts, String container, String digest) {
        KubeObject revision = parts.revision();
        ObjectNode spec = Json.object().put("image", digest);
        String serviceAccount = revision.spec().path("serviceAccountName").asText();
        if (!serviceAccount.isEmpty()) {
            spec.put("serviceAccountName", serviceAccount);
        }
        JsonNode pullSecrets = revision.spec().path("imagePullSecrets");
        if (!pullSecrets.isEmpty()) {
            spec.set("imagePullSecrets", pullSecrets);
        }
        return ObjectDraft.of(Kinds.IMAGE, revision.namespace(), parts.imageName(container))
                .labels(parts.labels())
                .annotations(parts.annotations())
                .ownedBy(revision)
                .spec(spec)
                .done();
    }

    static KubeObject podAutoscaler(
            RevisionParts parts,
            Reachability reachability,
            ServiceScaling scaling,
            ServingConfig config) {
        KubeObject revision = parts.revision();
        ObjectNode spec = Json.object();
        long concurrency = parts.number("containerConcurrency");
        if (concurrency != 0) {
            spec.put("containerConcurrency", concurrency);
        }
        spec.putObject("scaleTargetRef")
                .put("apiVersion", Kinds.DEPLOYMENT.apiVersion())
                .put("kind", Kinds.DEPLOYMENT.kind())
                .put("name", parts.deploymentName());
        if (reachability != Reachability.UNKNOWN) {
            spec.put("reachability", reachability.wireName());
        }
        spec.put("protocolType", parts.protocol());
        KeyValues annotations =
                scaling.over(parts.autoscalerAnnotations(), revision.name(), config);
        // Stamped here and not left to defaulting: the class decides who may touch the object.
        if (!annotations.has(Annotations.CLASS)) {
            annotations =
                    annotations.with(Annotations.CLASS, config.autoscaler().podAutoscalerClass());
        }
        return ObjectDraft.of(Kinds.POD_AUTOSCALER, revision.namespace(), revision.name())
                .labels(parts.labels())
                .annotations(annotations)
                .ownedBy(revision)
                .spec(spec)
                .done();
    }

    /** The annotations that only defaulting sets, and that are therefore not taken away. */
    static final List<String> DEFAULTED = List.of(Annotations.CLASS, Annotations.METRIC);
}
