package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.StoredKinds;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.KubeObject;
import java.util.List;

/** The quotas of a namespace, and what is written in them. */
public record QuotaLedger(Storage storage) {

    public List<KubeObject> quotas(String namespace) {
        return storage.list(StoredKinds.RESOURCE_QUOTA, namespace).items();
    }

    public boolean exists(ResourceKey key) {
        return storage.get(key).isPresent();
    }

    /** False if somebody else has changed {@code quota} meanwhile. */
    public boolean write(KubeObject quota, JsonNode status) {
        ObjectNode next = quota.withStatus(status).tree().deepCopy();
        return storage.write(
                        WritePath.ifStill(quota, Outcome.put(StoredKinds.RESOURCE_QUOTA, next)))
                .isPresent();
    }
}
