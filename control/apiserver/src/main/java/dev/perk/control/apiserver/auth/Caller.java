package dev.perk.control.apiserver.auth;

/** The outcome of looking at a request's credentials. */
public sealed interface Caller {

    record Known(User user) implements Caller {}

    /** No credentials were sent. */
    record Anonymous() implements Caller {}

    /** Credentials were sent, and they are wrong. */
    record Rejected() implements Caller {}
}
