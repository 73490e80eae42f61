package dev.perk.control.node.agent;

import dev.perk.kube.KubeObject;
import java.time.Duration;
import java.time.Instant;

/** Gives pods the tokens of their ServiceAccounts; whoever knows the API's key fills it. */
@FunctionalInterface
public interface PodTokens {

    /**
     * What a volume wants.
     *
     * @param audience for whom the token is; empty for the API
     */
    record Request(String audience, Duration lifetime) {}

    /** What it gets. */
    sealed interface Answer {
        record Issued(String token, Instant expires) implements Answer {}

        /**
         * @param why such as {@code serviceaccounts "x" not found}
         */
        record Refused(String why) implements Answer {}
    }

    /** A token of the account of {@code pod}, which ends with the pod. */
    Answer request(KubeObject pod, Request request);
}
