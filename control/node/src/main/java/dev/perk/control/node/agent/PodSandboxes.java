package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.kube.KubeObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The surroundings that a Pod asks for. */
public final class PodSandboxes {
    private static final int LONGEST_HOSTNAME = 63;

    private PodSandboxes() {}

    /**
     * @param folder the pod's own on this machine
     */
    public static SandboxSpec spec(KubeObject pod, Path folder) {
        List<Integer> ports = new ArrayList<>();
        for (JsonNode container : pod.spec().path("containers")) {
            if (!container.path("name").asText().equals(PodProxies.CONTAINER)) {
                container
                        .path("ports")
                        .forEach(port -> ports.add(port.path("containerPort").asInt()));
            }
        }
        return new SandboxSpec(
                pod.uid(),
                pod.namespace(),
                pod.name(),
                folder,
                hostname(pod),
                hostAliases(pod),
                ports);
    }

    /** Source: kubernetes {@code pkg/kubelet/kubelet_pods.go truncatePodHostnameIfNeeded}. */
    public static String hostname(KubeObject pod) {
        String name = pod.spec().path("hostname").asText(pod.name());
        String cut = name.length() > LONGEST_HOSTNAME ? name.substring(0, LONGEST_HOSTNAME) : name;
        return cut.replaceAll("[-.]+$", "");
    }

    private static List<String> hostAliases(KubeObject pod) {
        List<String> lines = new ArrayList<>();
        for (JsonNode alias : pod.spec().path("hostAliases")) {
            var line = new StringBuilder(alias.path("ip").asText());
            alias.path("hostnames").forEach(name -> line.append('\t').append(name.asText()));
            lines.add(line.toString());
        }
        return lines;
    }
}
