package dev.perk.control.apiserver.rest;

import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.ApiException.Details;
import java.util.List;

/** What clients are told who ask for more than the server can bear, before it knows what it is. */
public final class Overload {
    private static final int RETRY_SECONDS = 1;

    private Overload() {}

    /**
     * @param limit in bytes
     */
    public static ApiAnswer.Full tooLarge(int limit) {
        return answer(
                new ApiException(
                        413,
                        "RequestEntityTooLarge",
                        "Request entity too large: limit is " + limit,
                        Details.NONE));
    }

    /** Source: {@code k8s.io/apiserver pkg/server/filters/maxinflight.go}. */
    public static ApiAnswer.Full tooManyRequests() {
        return answer(
                        new ApiException(
                                429,
                                "TooManyRequests",
                                "Too many requests, please try again later.",
                                new Details("", "", "", "", List.of(), RETRY_SECONDS)))
                .with("Retry-After", String.valueOf(RETRY_SECONDS));
    }

    /** Source: {@code k8s.io/apiserver pkg/server/filters/timeout.go}. */
    public static ApiAnswer.Full tooSlow() {
        return answer(
                new ApiException(
                        504,
                        "Timeout",
                        "Timeout: request did not complete within the allotted timeout",
                        Details.NONE));
    }

    private static ApiAnswer.Full answer(ApiException why) {
        return ApiAnswer.json(why.code(), Json.write(why.status()));
    }
}
