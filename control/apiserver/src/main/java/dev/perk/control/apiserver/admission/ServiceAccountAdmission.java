package dev.perk.control.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.admission.Trees;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Identity;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Gives a new Pod what its ServiceAccount gives it: a token in a volume, and how to pull images.
 *
 * <p>Source: {@code kubernetes plugin/pkg/admission/serviceaccount/admission.go}. Other than there,
 * the account {@code default} need not exist yet: every namespace gets it in a moment, and the
 * node's agent waits for it.
 */
public final class ServiceAccountAdmission implements Admission {
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final int TOKEN_SECONDS = 3607;
    private static final int FILE_MODE = 0644;

    private final Function<ResourceKey, Optional<KubeObject>> objects;
    private final Identity identity;

    /**
     * @param objects what is stored
     * @param random makes the names of volumes; used by many threads
     */
    public ServiceAccountAdmission(
            Function<ResourceKey, Optional<KubeObject>> objects, RandomGenerator random) {
        this.objects = objects;
        this.identity = new Identity(random);
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        boolean concerned =
                attempt.operation() == Operation.CREATE
                        && attempt.isMain()
                        && attempt.type().equals(Kinds.POD);
        if (!concerned || !(object.path("spec") instanceof ObjectNode spec)) {
            return;
        }
        String name = spec.path("serviceAccountName").asText();
        String namespace = attempt.name().namespace();
        Optional<KubeObject> account =
                objects.apply(ResourceKey.of(Kinds.SERVICE_ACCOUNT, namespace, name));
        if (account.isEmpty() && !name.equals("default")) {
            throw ApiException.forbidden(
                    new ResourceKey(attempt.type(), attempt.name()),
                    "error looking up service account "
                            + namespace
                            + "/"
                            + name
                            + ": serviceaccount \""
                            + name
                            + "\" not found");
        }
        JsonNode secrets = account.map(KubeObject::tree).orElse(object).path("imagePullSecrets");
        if (spec.path("imagePullSecrets").isEmpty() && !secrets.isEmpty()) {
            spec.set("imagePullSecrets", secrets.deepCopy());
        }
        if (mounts(spec, account)) {
            mountToken(spec);
        }
    }

    /** The Pod's word counts more than the account's. */
    private static boolean mounts(JsonNode spec, Optional<KubeObject> account) {
        String field = "automountServiceAccountToken";
        if (spec.hasNonNull(field)) {
            return spec.path(field).asBoolean();
        }
        return account.map(found -> found.tree().path(field).asBoolean(true)).orElse(true);
    }

    private void mountToken(ObjectNode spec) {
        List<ObjectNode> without = new ArrayList<>();
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : Trees.objects(spec, list)) {
                boolean has =
                        container
                                .path("volumeMounts")
                                .valueStream()
                                .anyMatch(mount ->
                                        mount.path("mountPath").asText().equals(MOUNT_PATH));
                if (!has) {
                    without.add(container);
                }
            }
        }
        if (without.isEmpty()) {
            return;
        }
        String volume = identity.name(VOLUME_PREFIX);
        without.forEach(container ->
                list(container, "volumeMounts")
                        .addObject()
                        .put("name", volume)
                        .put("readOnly", true)
                        .put("mountPath", MOUNT_PATH));
        ObjectNode projected =
                list(spec, "volumes").addObject().put("name", volume).putObject("projected");
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", TOKEN_SECONDS)
                .put("path", "token");
        ObjectNode certificates =
                sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        certificates.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        sources.addObject()
                .putObject("downwardAPI")
                .putArray("items")
                .addObject()
                .put("path", "namespace")
                .putObject("fieldRef")
                .put("apiVersion", "v1")
                .put("fieldPath", "metadata.namespace");
        projected.put("defaultMode", FILE_MODE);
    }

    private static ArrayNode list(ObjectNode object, String field) {
        return object.get(field) instanceof ArrayNode known ? known : object.putArray(field);
    }
}
