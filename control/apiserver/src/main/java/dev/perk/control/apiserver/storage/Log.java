package dev.perk.control.apiserver.storage;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where changes become durable. Used by one thread at a time.
 *
 * <p>A log holds, in order of revision, the last record of every object and every record that
 * {@link #forget} has not named.
 */
public interface Log extends AutoCloseable {

    /** What an append promises on return. */
    enum Durability {
        /** The batch survives a loss of power. */
        SYNCED,
        /** The batch survives the end of the process; the next synced batch makes it safe. */
        WRITTEN
    }

    /** Hands over every record that is kept, oldest first. Called once, before anything else. */
    Recovered replay(Consumer<LogRecord> each);

    /**
     * Adds a batch: all of it or nothing.
     *
     * @param batch with growing revisions, above every revision before
     * @throws LogFailure if the batch was not added; the log can still be used
     */
    void append(List<LogRecord> batch, Durability durability);

    /**
     * Drops records that nobody will ask for again.
     *
     * @throws LogFailure if they are still there; the log can still be used
     */
    void forget(Forgotten forgotten);

    @Override
    void close();
}
