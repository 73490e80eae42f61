package dev.perk.run.kubernetes;

/** A process of a cluster, from when it works until it was told to stop. */
public interface ClusterProcess extends AutoCloseable {

    /** What it works for or where it listens, in a line. */
    String greeting();

    /** Stops in its own time; returns when everything has stopped. */
    @Override
    void close();
}
