package dev.perk.testing.simulation;

import dev.perk.api.RevisionKey;
import dev.perk.api.why.Reason;
import dev.perk.http.Attributes;
import dev.perk.http.End;
import dev.perk.testing.testkit.FakeExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of all requests. */
public final class Requests {

    /**
     * A request that was not answered with 200.
     *
     * @param number in the order in which they were sent, from 1
     * @param why empty if nobody said
     */
    public record Failure(long number, String host, Instant when, End end, String why) {}

    private final EventLog log;
    private final List<Failure> failures = new ArrayList<>();
    private final Map<RevisionKey, Long> byRevision = new HashMap<>();
    private Duration longest = Duration.ZERO;
    private long sent;
    private long ended;

    Requests(EventLog log) {
        this.log = log;
    }

    /** Follows one request to its end. */
    void follow(FakeExchange exchange) {
        long number = ++sent;
        Instant begin = exchange.loop().instant();
        String host = exchange.request().host();
        exchange.atEnd(end -> {
            ended++;
            Instant now = exchange.loop().instant();
            Duration took = Duration.between(begin, now);
            log.add(now, "request " + number + " " + host + " " + end + " after " + took);
            if (end.equals(new End.Answered(200))) {
                exchange.get(Attributes.REVISION)
                        .ifPresent(revision -> byRevision.merge(revision, 1L, Long::sum));
                longest = took.compareTo(longest) > 0 ? took : longest;
            } else {
                String why = exchange.reason().map(Reason::toString).orElse("");
                failures.add(new Failure(number, host, now, end, why));
            }
        });
    }

    public long sent() {
        return sent;
    }

    /** How many were answered with 200. */
    public long answered() {
        return ended - failures.size();
    }

    /** How many were answered with 200 by this revision. */
    public long answeredBy(RevisionKey revision) {
        return byRevision.getOrDefault(revision, 0L);
    }

    /** How many have not ended. */
    public long underWay() {
        return sent - ended;
    }

    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** How long the slowest of those answered with 200 took. */
    public Duration longest() {
        return longest;
    }
}
