package dev.perk.request.gateway;

/** What plain HTTP gets from outside. */
public enum HttpOption {
    /** The answer; also what an Ingress means that does not say. */
    ENABLED,
    /** A redirect to https. */
    REDIRECTED
}
