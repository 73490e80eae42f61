package dev.perk.control.node.agent;

import dev.perk.kube.KubeObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a pod may tell its containers about itself. Source: kubernetes {@code pkg/fieldpath}.
 *
 * @param podIp empty before there is a sandbox
 */
public record PodFields(KubeObject pod, String podIp, String hostIp) {

    /** The text of a {@code fieldPath}; empty if there is no such field. */
    public Optional<String> value(String path) {
        if (path.startsWith("metadata.labels['") && path.endsWith("']")) {
            return Optional.of(pod.labels().getOrDefault(quoted(path), ""));
        }
        if (path.startsWith("metadata.annotations['") && path.endsWith("']")) {
            return Optional.of(pod.annotation(quoted(path)).orElse(""));
        }
        return switch (path) {
            case "metadata.name" -> Optional.of(pod.name());
            case "metadata.namespace" -> Optional.of(pod.namespace());
            case "metadata.uid" -> Optional.of(pod.uid());
            case "metadata.labels" -> Optional.of(lines(pod.labels()));
            case "metadata.annotations" -> Optional.of(lines(pod.annotations()));
            case "spec.nodeName" -> Optional.of(pod.spec().path("nodeName").asText());
            case "spec.serviceAccountName" ->
                    Optional.of(pod.spec().path("serviceAccountName").asText());
            case "status.podIP", "status.podIPs" -> Optional.of(podIp);
            case "status.hostIP", "status.hostIPs" -> Optional.of(hostIp);
            default -> Optional.empty();
        };
    }

    private static String quoted(String path) {
        return path.substring(path.indexOf('\'') + 1, path.lastIndexOf('\''));
    }

    /** One {@code key="value"} a line, in order, as Go quotes. */
    private static String lines(Map<String, String> map) {
        var lines = new StringBuilder();
        new TreeMap<>(map)
                .forEach((key, value) ->
                        lines.append(key)
                                .append("=\"")
                                .append(
                                        value.replace("\\", "\\\\")
                                                .replace("\"", "\\\"")
                                                .replace("\n", "\\n")
                                                .replace("\t", "\\t"))
                                .append("\"\n"));
        return lines.toString();
    }
}
