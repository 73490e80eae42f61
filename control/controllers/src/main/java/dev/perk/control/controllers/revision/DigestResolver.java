package dev.perk.control.controllers.revision;

import dev.perk.api.RevisionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds out which image a tag means right now. A Revision must not change when somebody pushes to
 * the tag, so its pods run the digest.
 *
 * <p>Never blocks: the first question about a revision starts the work in the background, and a
 * listener is called when there is an answer. Source: {@code knative/serving
 * pkg/reconciler/revision/background.go}.
 */
public interface DigestResolver {

    /**
     * What to resolve, and with whose rights.
     *
     * @param images as written in the containers; each is looked up once
     * @param serviceAccount whose pull secrets count as well; empty for {@code default}
     * @param pullSecrets names of Secrets in the revision's namespace
     * @param skippedRegistries registries whose tags are used as they are
     * @param timeout for one look-up
     */
    record Request(
            Set<String> images,
            String serviceAccount,
            List<String> pullSecrets,
            List<String> skippedRegistries,
            Duration timeout) {
        public Request {
            images = Set.copyOf(images);
            pullSecrets = List.copyOf(pullSecrets);
            skippedRegistries = List.copyOf(skippedRegistries);
        }
    }

    /** What is known. */
    sealed interface Answer {

        /** Somebody is looking; the listener will be called. */
        record Pending() implements Answer {}

        /**
         * @param digests {@code repository@sha256:…} by image; an empty text means that the image
         *     is used as it is written
         */
        record Resolved(Map<String, String> digests) implements Answer {
            public Resolved {
                digests = Map.copyOf(digests);
            }
        }

        /**
         * The first image that could not be resolved. It is told once: the next question looks
         * again, after a delay that grows with each failure from 1 s to 1000 s.
         *
         * @param why the registry's or the network's words
         */
        record Failed(String image, String why) implements Answer {}
    }

    /** What is known about the images of {@code revision}; starts looking if nothing is. */
    Answer resolve(RevisionKey revision, Request request);

    /** The answer was stored, or the revision is gone: nothing about it needs to be remembered. */
    void forget(RevisionKey revision);

    /** Calls {@code listener} whenever the answer for a revision is no longer pending. */
    void onAnswer(Consumer<RevisionKey> listener);
}
