package dev.perk.run.standalone.whatif;

/** Counts what happens in a replay. Times are nanoseconds since its beginning. */
final class Tally {
    private final Curve replicas;
    private final Curve concurrency;
    private final Waits waits = new Waits();
    private long requests;
    private long refused;
    private int coldStarts;
    private int podStarts;

    Tally(int parts, long length) {
        replicas = new Curve(parts, length);
        concurrency = new Curve(parts, length);
    }

    void arrived(long now) {
        requests++;
        concurrency.add(now, 1);
    }

    void began(long waited) {
        waits.add(waited);
    }

    void ended(long now) {
        concurrency.add(now, -1);
    }

    void refused(long now) {
        refused++;
        ended(now);
    }

    /**
     * @param cold whether it is the first, and there was none
     */
    void podStart(boolean cold) {
        podStarts++;
        if (cold) {
            coldStarts++;
        }
    }

    void replicas(long now, int more) {
        replicas.add(now, more);
    }

    Outcome outcome() {
        replicas.end();
        concurrency.end();
        return new Outcome(requests, refused, coldStarts, podStarts, waits, replicas, concurrency);
    }
}
