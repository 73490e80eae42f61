package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceKey;
import dev.perk.api.time.Timer;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Node object of this machine, and the Lease that says it is alive. Source: kubernetes {@code
 * pkg/kubelet/{kubelet_node_status,nodelease}}.
 */
public final class NodeRegistration implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeRegistration.class);
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    private static final int LEASE_SECONDS = 40;
    private static final int MOST_PODS = 110;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * What the machine is.
     *
     * @param version of Perk, shown where a kubelet's would be
     */
    public record NodeInfo(
            int cpus,
            long memoryBytes,
            long storageBytes,
            String hostname,
            String architecture,
            String kernel,
            String osImage,
            String machineId,
            String version) {}

    private final NodeParts parts;
    private final NodeInfo info;
    private @Nullable Timer renewal;

    NodeRegistration(NodeParts parts, NodeInfo info) {
        this.parts = parts;
        this.info = info;
    }

    void start() {
        Instant now = parts.scheduler().instant();
        ResourceKey key = ResourceKey.of(Kinds.NODE, "", parts.nodeName());
        Optional<KubeObject> known = parts.store().get(key);
        KubeObject node =
                known.orElseGet(() -> parts.store().create(KubeObject.of(Kinds.NODE, node())));
        parts.store().updateStatus(node.withStatus(status(now)));
        renew();
        renewal = parts.scheduler().every(RENEWAL, this::renew);
    }

    private ObjectNode node() {
        ObjectNode node = Json.object().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata").put("name", parts.nodeName());
        metadata.putObject("labels")
                .put("kubernetes.io/hostname", parts.nodeName())
                .put("kubernetes.io/os", "linux")
                .put("kubernetes.io/arch", info.architecture())
                .put("beta.kubernetes.io/os", "linux")
                .put("beta.kubernetes.io/arch", info.architecture());
        node.putObject("spec");
        return node;
    }

    private ObjectNode status(Instant now) {
        ObjectNode status = Json.object();
        for (String amount : new String[] {"capacity", "allocatable"}) {
            status.putObject(amount)
                    .put("cpu", Integer.toString(info.cpus()))
                    .put("memory", info.memoryBytes() / 1024 + "Ki")
                    .put("ephemeral-storage", info.storageBytes() / 1024 + "Ki")
                    .put("pods", Integer.toString(MOST_PODS));
        }
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var conditions = status.putArray("conditions");
        conditions.add(
                condition(
                        "MemoryPressure",
                        "False",
                        "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available",
                        time));
        conditions.add(
                condition(
                        "DiskPressure",
                        "False",
                        "KubeletHasNoDiskPressure",
                        "kubelet has no disk pressure",
                        time));
        conditions.add(
                condition(
                        "PIDPressure",
                        "False",
                        "KubeletHasSufficientPID",
                        "kubelet has sufficient PID available",
                        time));
        conditions.add(
                condition("Ready", "True", "KubeletReady", "the node agent is running", time));
        var addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", parts.hostIp());
        addresses.addObject().put("type", "Hostname").put("address", info.hostname());
        status.putObject("nodeInfo")
                .put("machineID", info.machineId())
                .put("systemUUID", "")
                .put("bootID", "")
                .put("kernelVersion", info.kernel())
                .put("osImage", info.osImage())
                .put("containerRuntimeVersion", parts.runtime().name() + "://" + info.version())
                .put("kubeletVersion", "v1.32.0+perk-" + info.version())
                .put("kubeProxyVersion", "")
                .put("operatingSystem", "linux")
                .put("architecture", info.architecture());
        return status;
    }

    private static ObjectNode condition(
            String type, String status, String reason, String message, String time) {
        return Json.object()
                .put("type", type)
                .put("status", status)
                .put("lastHeartbeatTime", time)
                .put("lastTransitionTime", time)
                .put("reason", reason)
                .put("message", message);
    }

    private void renew() {
        ResourceKey key = ResourceKey.of(Kinds.LEASE, Namespaces.KUBE_NODE_LEASE, parts.nodeName());
        ObjectNode spec =
                Json.object()
                        .put("holderIdentity", parts.nodeName())
                        .put("leaseDurationSeconds", LEASE_SECONDS)
                        .put("renewTime", MICROS.format(parts.scheduler().instant()));
        try {
            if (parts.store().get(key).isPresent()) {
                ObjectNode patch = Json.object();
                patch.set("spec", spec);
                parts.store().patch(key, new Patch.MergePatch(patch), Subresource.MAIN);
            } else {
                ObjectNode lease = Json.object();
                lease.putObject("metadata")
                        .put("name", parts.nodeName())
                        .put("namespace", Namespaces.KUBE_NODE_LEASE);
                lease.set("spec", spec);
                parts.store().create(KubeObject.of(Kinds.LEASE, lease));
            }
        } catch (ApiException e) {
            log.atWarn()
                    .addKeyValue("node", parts.nodeName())
                    .log("lease not renewed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        if (renewal != null) {
            renewal.cancel();
        }
    }
}
