package dev.perk.run.kubernetes.ports;

import dev.perk.api.RevisionKey;
import dev.perk.control.controllers.revision.DigestResolver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Digests that need no question to a registry: images that name theirs, and those of registries
 * that are skipped. Asking registries is not built yet, and the answer for a tag says so.
 */
public final class ClusterDigests implements DigestResolver {
    private static final String DIGEST = "@sha256:";
    private static final String DEFAULT_REGISTRY = "index.docker.io";

    @Override
    public Answer resolve(RevisionKey revision, Request request) {
        Map<String, String> digests = new LinkedHashMap<>();
        for (String image : request.images()) {
            Optional<String> digest = digest(image, request);
            if (digest.isEmpty()) {
                return new Answer.Failed(
                        image,
                        "Perk does not ask registries for digests on Kubernetes yet (expected: an"
                                + " image with its digest, NAME@sha256:…, or its registry "
                                + registry(image)
                                + " in registries-skipping-tag-resolving of config-deployment)");
            }
            digests.put(image, digest.get());
        }
        return new Answer.Resolved(digests);
    }

    private static Optional<String> digest(String image, Request request) {
        if (image.contains(DIGEST)) {
            return Optional.of(image);
        }
        return request.skippedRegistries().contains(registry(image))
                ? Optional.of("")
                : Optional.empty();
    }

    /** The part before the first slash, if it could be a host: go-containerregistry's rule. */
    static String registry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        return isHost ? first : DEFAULT_REGISTRY;
    }

    @Override
    public void forget(RevisionKey revision) {}

    /** Every answer is given at once, so there is never news. */
    @Override
    public void onAnswer(Consumer<RevisionKey> listener) {}
}
