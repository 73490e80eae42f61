package dev.perk.run.kubernetes;

import dev.perk.api.config.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What names inside the cluster end in. */
final class ClusterDomain {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final String SERVICES = "svc.";

    private ClusterDomain() {}

    /** As the kubelet told this pod's resolver; {@code cluster.local} outside of a pod. */
    static String ofThisPod() {
        try {
            return find(Files.readAllLines(RESOLV_CONF));
        } catch (IOException e) {
            return ServingConfig.CLUSTER_DOMAIN;
        }
    }

    /**
     * @param resolvConf its lines. Source: {@code knative/pkg network/domain.go}
     */
    static String find(List<String> resolvConf) {
        for (String line : resolvConf) {
            List<String> words = List.of(line.strip().split("\\s+", -1));
            if (!words.getFirst().equals("search")) {
                continue;
            }
            for (String domain : words) {
                if (domain.startsWith(SERVICES)) {
                    return domain.substring(SERVICES.length());
                }
            }
        }
        return ServingConfig.CLUSTER_DOMAIN;
    }
}
