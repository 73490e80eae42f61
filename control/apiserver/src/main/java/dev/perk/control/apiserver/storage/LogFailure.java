package dev.perk.control.apiserver.storage;

/**
 * The log cannot take a batch now.
 *
 * <p>The message names the place and says what to do, as people read it.
 */
public final class LogFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;

    public LogFailure(String message, Throwable cause) {
        super(message, cause);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
