package dev.perk.control.apiserver.io;

/**
 * The bytes that are on their way to one client. Whoever has more to say waits while there are too
 * many.
 *
 * <p>Invariant, under the monitor: {@code queued} is what entered and has not left.
 */
final class Outflow {
    private static final long ENOUGH_BYTES = 256 * 1024;

    private long queued;
    private boolean ended;

    /**
     * Waits for room. Never on the event loop.
     *
     * @return whether the client is still there
     */
    synchronized boolean enter(int bytes) {
        try {
            while (!ended && queued > ENOUGH_BYTES) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        queued += bytes;
        return !ended;
    }

    synchronized void left(int bytes) {
        queued -= bytes;
        notifyAll();
    }

    /** The client has left. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
