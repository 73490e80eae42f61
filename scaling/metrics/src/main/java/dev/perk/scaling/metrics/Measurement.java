package dev.perk.scaling.metrics;

/** What is known about a revision's load. That nothing is known is ordinary, so it is a value. */
public sealed interface Measurement {

    /** The averages over the stable and the panic window, summed over all sources. */
    record Load(double stable, double panic) implements Measurement {}

    /** It is collected, but nothing came in for longer than the stable window. */
    record NoData() implements Measurement {}

    /** Nobody asked to collect it. */
    record NotCollecting() implements Measurement {}
}
