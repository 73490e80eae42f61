package dev.perk.run.standalone;

/** Perk cannot start; the message says what to do about it, and is all that a user should see. */
public final class StartFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String explanation;

    public StartFailedException(String explanation, Throwable cause) {
        super(explanation, cause);
        this.explanation = explanation;
    }

    public String explanation() {
        return explanation;
    }
}
