package dev.perk.control.workloads.access;

import dev.perk.kube.KubeObject;

/** Makes tokens that Secrets keep; whoever has the key fills it. */
@FunctionalInterface
public interface SecretTokens {
    /** A token of {@code account} that holds as long as {@code secret} keeps it. */
    String token(KubeObject account, KubeObject secret);
}
