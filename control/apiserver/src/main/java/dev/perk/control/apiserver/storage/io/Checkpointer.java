package dev.perk.control.apiserver.storage.io;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what the WAL holds into the database, on a thread and a connection of its own.
 *
 * <p>A checkpoint that runs beside commits never catches up with them, and a WAL is only begun anew
 * when all of it was moved. So the writing thread moves the little that came in meanwhile, once the
 * bulk is done.
 *
 * <p>Invariant: {@code state} and {@code unmoved} are guarded by the monitor, which is not held
 * during a checkpoint.
 */
final class Checkpointer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);

    /** Bytes of WAL, about. */
    private static final long BULK = 16L << 20;

    /** A WAL holds whole pages of the database. */
    private static final long PAGE = 4096;

    /**
     * However small it is, a commit writes the last page of the records, and now and then one
     * above.
     */
    private static final long PAGES_PER_COMMIT = 1;

    private enum State {
        COLLECTING,
        BULK_WANTED,
        BULK_DONE,
        CLOSED
    }

    private final Connection connection;
    private final Thread thread;
    private State state = State.COLLECTING;
    private long unmoved;

    Checkpointer(Connection connection) {
        this.connection = connection;
        this.thread = Thread.ofPlatform().daemon().name("store-checkpoints").start(this::run);
    }

    /**
     * From the writing thread: a commit goes into the WAL.
     *
     * @param bytes of documents
     * @param records written or dropped
     */
    synchronized void wrote(long bytes, int records) {
        // Records that are dropped lie anywhere, those that are added side by side.
        long pages = bytes == 0 ? records : bytes / PAGE;
        unmoved += (pages + PAGES_PER_COMMIT) * PAGE;
        if (state == State.COLLECTING && unmoved >= BULK) {
            state = State.BULK_WANTED;
            notifyAll();
        }
    }

    /**
     * From the writing thread, between commits: moves the rest, if the bulk has just been moved.
     */
    void finish(Statement writer) {
        synchronized (this) {
            if (state != State.BULK_DONE) {
                return;
            }
            state = State.COLLECTING;
            unmoved = 0;
        }
        try {
            writer.execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            failed(e);
        }
    }

    private void run() {
        while (awaitBulk()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
            } catch (SQLException e) {
                failed(e);
            }
            bulkDone();
        }
    }

    /** Nothing is lost: the WAL holds it all, and grows until a checkpoint succeeds. */
    private static void failed(SQLException e) {
        log.warn("what was written cannot be moved into perk.db yet: {}", Database.words(e));
    }

    private synchronized boolean awaitBulk() {
        while (state != State.BULK_WANTED && state != State.CLOSED) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return state != State.CLOSED;
    }

    private synchronized void bulkDone() {
        if (state == State.BULK_WANTED) {
            state = State.BULK_DONE;
        }
    }

    @Override
    public void close() throws SQLException {
        synchronized (this) {
            state = State.CLOSED;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
