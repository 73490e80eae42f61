package dev.perk.kube.control;

import dev.perk.kube.store.ApiException;

/** A change of a plan that the API refused for good: neither a conflict nor another race. */
public record Refusal(Change change, ApiException cause) {

    public String message() {
        return cause.getMessage();
    }
}
