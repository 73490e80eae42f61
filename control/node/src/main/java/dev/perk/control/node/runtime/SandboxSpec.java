package dev.perk.control.node.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * The surroundings that a pod needs.
 *
 * @param uid the Pod's uid
 * @param folder the pod's own folder, for what its containers need on disk
 * @param hostname what the pod calls itself
 * @param hostAliases lines for the pod's hosts file
 * @param ports the ports that its containers declare
 */
public record SandboxSpec(
        String uid,
        String namespace,
        String name,
        Path folder,
        String hostname,
        List<String> hostAliases,
        List<Integer> ports) {

    public SandboxSpec {
        hostAliases = List.copyOf(hostAliases);
        ports = List.copyOf(ports);
    }
}
