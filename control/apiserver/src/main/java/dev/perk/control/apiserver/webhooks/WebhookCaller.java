package dev.perk.control.apiserver.webhooks;

import java.util.concurrent.CompletableFuture;

/** Asks webhooks; over the network, or in a test. */
@FunctionalInterface
public interface WebhookCaller {

    /** What has come of a call. */
    sealed interface Outcome {
        /** The body of an answer with status 200. */
        // Made by one call and read by one.
        @SuppressWarnings("ArrayRecordComponent")
        record Answered(byte[] body) implements Outcome {}

        /**
         * @param why such as {@code Post "https://…": context deadline exceeded}
         */
        record Unreachable(String why) implements Outcome {}
    }

    /**
     * Sends a review to a webhook. Ends within its timeout.
     *
     * @param review an AdmissionReview in JSON
     */
    CompletableFuture<Outcome> call(Webhook webhook, byte[] review);
}
