package dev.perk.control.apiserver.io;

import dev.perk.api.ResourceKey;
import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;

/**
 * By what the API knows who asks, and what they may.
 *
 * @param pki the keys and certificates of this server
 * @param authorizer the rules
 * @param tokens those of ServiceAccounts
 */
public record Access(Pki pki, Authorizer authorizer, ServiceAccountTokens tokens) {

    /**
     * Reads the keys, or makes them at the first start.
     *
     * @param dataDir an existing folder: keys go to {@code pki} in it
     * @param objects what is stored
     * @throws IOException naming the folder or file that cannot be used
     */
    public static Access open(
            Path dataDir,
            Authorizer authorizer,
            Function<ResourceKey, Optional<KubeObject>> objects,
            Scheduler scheduler)
            throws IOException {
        return of(
                Pki.open(dataDir.resolve("pki"), scheduler.instant()),
                authorizer,
                objects,
                scheduler);
    }

    /** The same with keys that have been read already. */
    public static Access of(
            Pki pki,
            Authorizer authorizer,
            Function<ResourceKey, Optional<KubeObject>> objects,
            Scheduler scheduler) {
        return new Access(
                pki,
                authorizer,
                new ServiceAccountTokens(pki::tokenKey, objects, scheduler, new SecureRandom()));
    }
}
