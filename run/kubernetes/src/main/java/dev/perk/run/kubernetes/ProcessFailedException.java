package dev.perk.run.kubernetes;

/** A process cannot start; the message says why, and is all that a user should see. */
public final class ProcessFailedException extends Exception {
    private static final long serialVersionUID = 1;

    public ProcessFailedException(String explanation) {
        super(explanation);
    }

    public ProcessFailedException(String explanation, Throwable cause) {
        super(explanation, cause);
    }

    /** What to say to whoever started it. */
    public String explanation() {
        return String.valueOf(getMessage());
    }
}
