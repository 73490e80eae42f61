package dev.perk.control.apiserver.rest;

/** Answers requests to the API. May block; must not throw: a refusal is an answer too. */
@FunctionalInterface
public interface ApiHandler {
    ApiAnswer handle(ApiRequest request);
}
