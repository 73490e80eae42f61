package dev.perk.control.apiserver.auth;

/** The outcome of looking at a request's credentials. */
public sealed interface Identity {

    record Known(User user) implements Identity {}

    /** No credentials were sent. */
    record Anonymous() implements Identity {}

    /** Credentials were sent, and they are wrong. */
    record Rejected() implements Identity {}
}
