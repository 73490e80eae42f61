package dev.perk.request.activator;

import dev.perk.api.why.Reason;
import dev.perk.http.Attribute;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;

/** Holds each exchange until a pod has room for it, and says which. */
record Throttle() implements Filter {
    /** What to do with an exchange whose pod turns out to be gone. */
    static final Attribute<Runnable> ELSEWHERE = Attribute.of(Runnable.class, "elsewhere");

    @Override
    public void handle(Exchange exchange, Stage next) {
        RevisionThrottle throttle = exchange.get(FindRevision.THROTTLE).orElseThrow();
        RevisionThrottle.Turn turn =
                throttle.enter(
                        exchange,
                        lease -> proceed(exchange, lease, next),
                        () -> refuseGone(exchange));
        switch (turn) {
            case NOW, LATER -> {}
            case NEVER -> refuseGone(exchange);
            case QUEUE_FULL ->
                    exchange.refuse(
                            503,
                            "pending request queue full\n",
                            Reason.of(
                                    "QueueFull",
                                    RevisionThrottle.QUEUE_DEPTH
                                            + " requests wait for a pod already"));
        }
    }

    private void proceed(Exchange exchange, Lease lease, Stage next) {
        exchange.atEnd(lease.release())
                .put(Activator.DESTINATION, lease.destination())
                .put(ELSEWHERE, () -> handle(exchange, next));
        next.handle(exchange);
    }

    private static void refuseGone(Exchange exchange) {
        exchange.refuse(
                500,
                "",
                Reason.of("RevisionDeleted", "the revision was deleted while the request waited"));
    }
}
