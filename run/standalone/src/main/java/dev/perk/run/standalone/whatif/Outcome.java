package dev.perk.run.standalone.whatif;

/**
 * What became of a replay.
 *
 * @param requests how many came
 * @param refused how many of them found the queue full
 * @param coldStarts how often a first pod had to be started
 * @param podStarts how many pods were started in all
 * @param waits how long requests waited for a pod
 * @param replicas pods over time, from the wish for each until nothing is left of it
 * @param concurrency requests over time, with those that wait
 */
public record Outcome(
        long requests,
        long refused,
        int coldStarts,
        int podStarts,
        Waits waits,
        Curve replicas,
        Curve concurrency) {

    /** What it costs: whoever pays for machines also pays for pods that start or stop. */
    public double replicaSeconds() {
        return replicas.seconds();
    }
}
