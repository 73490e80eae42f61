package dev.perk.control.controllers.route;

import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.config.NetworkConfig;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import java.util.List;
import java.util.Set;

/**
 * Says whether a Route's names have certificates.
 *
 * <p>Perk does not issue any yet. Where they are asked for, the Route says so and is not ready: a
 * site that was meant to be encrypted must not look finished.
 */
final class Certificates {
    private static final List<String> DISABLED =
            List.of(
                    "networking.knative.dev/disableAutoTLS",
                    "networking.knative.dev/disable-auto-tls",
                    "networking.knative.dev/disable-external-domain-tls");
    private static final Set<String> GO_TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private Certificates() {}

    static void mark(KubeObject route, NetworkConfig network, StatusDraft status) {
        if (network.externalDomainTls() && !isDisabled(route)) {
            markMissing("external-domain-tls", status);
        } else if (network.clusterLocalDomainTls()) {
            markMissing("cluster-local-domain-tls", status);
        } else {
            status.markTrue(
                    Types.CERTIFICATE_PROVISIONED,
                    "TLSNotEnabled",
                    "external-domain-tls is not enabled");
        }
    }

    private static void markMissing(String setting, StatusDraft status) {
        status.markFalse(
                Types.CERTIFICATE_PROVISIONED,
                "NotSupported",
                setting
                        + " is enabled in config-network (expected: disabled, as Perk does not"
                        + " issue certificates for routes yet)");
    }

    private static boolean isDisabled(KubeObject route) {
        return DISABLED.stream()
                .flatMap(key -> route.annotation(key).stream())
                .findFirst()
                .filter(GO_TRUE::contains)
                .isPresent();
    }
}
