package dev.perk.control.apiserver.storage;

/**
 * The log cannot take a batch now.
 *
 * <p>The message names the place and says what to do, as people read it.
 */
public final class LogFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;
    private final boolean passing;

    /** It may be able to soon, if somebody does what the message says. */
    public LogFailure(String message, Throwable cause) {
        super(message, cause);
        this.message = message;
        this.passing = true;
    }

    private LogFailure(String message) {
        super(message);
        this.message = message;
        this.passing = false;
    }

    /** It cannot take any, for as long as it is open. */
    public static LogFailure lasting(String message) {
        return new LogFailure(message);
    }

    /** Whether trying again makes sense. */
    boolean isPassing() {
        return passing;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
