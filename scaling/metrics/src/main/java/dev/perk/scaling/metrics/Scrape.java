package dev.perk.scaling.metrics;

import dev.perk.api.stats.Stat;

/** What the pods of a revision answered when they were asked for their counts. */
public sealed interface Scrape {

    /**
     * @param stat the sum over all ready pods; where only a sample was asked, its mean times their
     *     number
     */
    record Answered(Stat stat) implements Scrape {}

    /** The revision has no ready pods, so there is nothing to count and nothing is wrong. */
    record NoPods() implements Scrape {}

    record Failed(Cause cause, String message) implements Scrape {}

    /** Why a scrape failed, in the words of the Metric's Ready condition. */
    enum Cause {
        NO_ENDPOINTS("NoEndpoints"),
        DID_NOT_RECEIVE_STAT("DidNotReceiveStat"),
        COLLECTION_FAILED("CollectionFailed");

        private final String reason;

        Cause(String reason) {
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }
}
