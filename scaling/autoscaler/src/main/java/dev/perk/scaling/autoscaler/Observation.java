package dev.perk.scaling.autoscaler;

/** What is seen of a revision at one moment. */
public sealed interface Observation {

    /**
     * @param readyPods pods that are Running, Ready and not being deleted
     * @param stable average load over the stable window, 0 or more
     * @param panic average load over the panic window, 0 or more
     * @param inFlight average number of requests that were there at a time, whatever load is
     *     counted in, over the stable window, 0 or more
     */
    record Load(int readyPods, double stable, double panic, double inFlight)
            implements Observation {

        /** Load that is counted in requests in flight. */
        public Load(int readyPods, double stable, double panic) {
            this(readyPods, stable, panic, stable);
        }
    }

    /**
     * The load or the pods could not be seen, so nothing may be concluded.
     *
     * @param why one sentence
     */
    record Unknown(String why) implements Observation {}
}
