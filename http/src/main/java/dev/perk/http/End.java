package dev.perk.http;

/** How an exchange ended. */
public sealed interface End {

    /** The whole answer went out, whoever gave it. */
    record Answered(int status) implements End {}

    /** The client left before the answer was complete. */
    record ClientGone() implements End {}

    /**
     * Nothing of it was served here, and it goes on elsewhere: how an {@link Attempt} may end, but
     * never an exchange.
     */
    record Unserved(String cause) implements End {}

    /** The answer broke off after it had begun, so that the status could not change any more. */
    record Broken(int status, String cause) implements End {}
}
