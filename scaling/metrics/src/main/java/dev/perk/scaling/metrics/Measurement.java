package dev.perk.scaling.metrics;

/** What is known about a revision's load. That nothing is known is ordinary, so it is a value. */
public sealed interface Measurement {

    /**
     * Averages over the windows, summed over all sources.
     *
     * @param stable of what was asked for, over the stable window
     * @param panic of what was asked for, over the panic window
     * @param inFlight of the requests that were there at a time, over the stable window
     */
    record Load(double stable, double panic, double inFlight) implements Measurement {}

    /** It is collected, but nothing came in for longer than the stable window. */
    record NoData() implements Measurement {}

    /** Nobody asked to collect it. */
    record NotCollecting() implements Measurement {}
}
