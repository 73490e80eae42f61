package dev.perk.api.time;

/** A task that has not run yet. */
public interface Timer {
    /**
     * Makes sure that the task does not start any more; a second call, or one after the run, does
     * nothing.
     */
    void cancel();
}
