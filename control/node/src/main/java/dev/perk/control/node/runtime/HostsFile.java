package dev.perk.control.node.runtime;

import java.util.List;

/** The {@code /etc/hosts} of a pod. Source: {@code kubernetes pkg/kubelet/kubelet_pods.go}. */
public final class HostsFile {
    private HostsFile() {}

    public static String content(String address, String hostname, List<String> aliases) {
        String lines =
                """
                # Kubernetes-managed hosts file.
                127.0.0.1\tlocalhost
                ::1\tlocalhost ip6-localhost ip6-loopback
                fe00::0\tip6-localnet
                fe00::0\tip6-mcastprefix
                fe00::1\tip6-allnodes
                fe00::2\tip6-allrouters
                """
                        + address
                        + "\t"
                        + hostname
                        + "\n";
        return aliases.isEmpty()
                ? lines
                : lines + "\n# Entries added by HostAliases.\n" + String.join("\n", aliases) + "\n";
    }
}
