package dev.perk.run.kubernetes.forward;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Store;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Service of a bucket, whose one endpoint is the process that holds the bucket: the way to it
 * where a mesh does not let pods be called by address.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/statforwarder/leases.go}.
 */
public final class BucketService {
    private static final Logger log = LoggerFactory.getLogger(BucketService.class);
    private static final String HTTP = "http";

    private final Store store;
    private final String address;
    private final int port;

    /**
     * @param address of this process's pod
     */
    public BucketService(Store store, String address, int port) {
        this.store = store;
        this.address = address;
        this.port = port;
    }

    /** Makes the Service of {@code bucket} lead here. A refusal is logged: there is another way. */
    public void announce(String bucket) {
        try {
            if (store.get(service(bucket).key()).isEmpty()) {
                store.create(service(bucket));
            }
            lead(slice(bucket));
        } catch (ApiException e) {
            log.atWarn()
                    .addKeyValue("bucket", bucket)
                    .log("its Service does not lead here: {}", e.getMessage());
        }
    }

    /** Another holder may write at the same time: the one that holds the lease last wins. */
    private void lead(KubeObject slice) {
        Optional<KubeObject> known = store.get(slice.key());
        if (known.isEmpty()) {
            store.create(slice);
        } else {
            store.update(
                    known.get()
                            .with(tree -> tree.set("endpoints", slice.tree().path("endpoints"))));
        }
    }

    private KubeObject service(String bucket) {
        ObjectNode tree = draft(Kinds.SERVICE, bucket);
        tree.putObject("spec")
                .putArray("ports")
                .addObject()
                .put("name", HTTP)
                .put("port", port)
                .put("targetPort", port);
        return KubeObject.of(Kinds.SERVICE, tree);
    }

    private KubeObject slice(String bucket) {
        ObjectNode tree = draft(Kinds.ENDPOINT_SLICE, bucket);
        tree.withObject("/metadata/labels").put("kubernetes.io/service-name", bucket);
        tree.put("addressType", address.contains(":") ? "IPv6" : "IPv4");
        tree.putArray("endpoints").addObject().putArray("addresses").add(address);
        tree.putArray("ports").addObject().put("name", HTTP).put("port", port);
        return KubeObject.of(Kinds.ENDPOINT_SLICE, tree);
    }

    private static ObjectNode draft(ResourceType type, String name) {
        ObjectNode tree =
                Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        tree.putObject("metadata").put("name", name).put("namespace", Namespaces.KNATIVE_SERVING);
        return tree;
    }
}
