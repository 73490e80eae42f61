package dev.perk.request.activator;

import dev.perk.api.why.Reason;
import dev.perk.http.Attempt;
import dev.perk.http.End;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;
import java.util.function.Consumer;

/**
 * Holds each exchange until a pod has room for it, and says which. If that pod turns out to be gone
 * before it has seen anything of the request, the exchange is held for another one.
 *
 * <p>Upstream answers 502 then ({@code pkg/activator/handler/handler.go}).
 */
record Throttle() implements Filter {
    /** With the pauses of {@link Pod}, about five seconds for the only pod of a revision. */
    private static final int TRIES = 10;

    @Override
    public void handle(Exchange exchange, Stage next) {
        RevisionThrottle throttle = exchange.get(FindRevision.THROTTLE).orElseThrow();
        RevisionThrottle.Turn turn =
                throttle.enter(
                        exchange,
                        lease -> proceed(exchange, lease, next, 1),
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

    private void proceed(Exchange exchange, Lease lease, Stage next, int tries) {
        attempt(exchange, lease, next, why -> tryAgain(exchange, next, tries, why));
    }

    private void tryAgain(Exchange exchange, Stage next, int tries, Reason why) {
        if (tries == TRIES) {
            exchange.unserved(why.with("tries", tries));
            return;
        }
        RevisionThrottle throttle = exchange.get(FindRevision.THROTTLE).orElseThrow();
        boolean open =
                throttle.enterAgain(
                        exchange,
                        lease -> proceed(exchange, lease, next, tries + 1),
                        () -> refuseGone(exchange));
        if (!open) {
            refuseGone(exchange);
        }
    }

    /**
     * Sends an exchange to the pod of a lease.
     *
     * @param elsewhere what to do with it if the pod does not serve it; runs on its loop
     */
    static void attempt(Exchange exchange, Lease lease, Stage pods, Consumer<Reason> elsewhere) {
        var attempt =
                new Attempt(
                        exchange,
                        // Not at once: whoever closed the pod may still be about to tell of it.
                        why ->
                                exchange.loop()
                                        .execute(() -> {
                                            if (!exchange.hasEnded()) {
                                                elsewhere.accept(why);
                                            }
                                        }));
        attempt.atEnd(end -> {
            if (end instanceof End.Unserved) {
                lease.distrust().accept(exchange.loop());
            } else {
                lease.release().run();
            }
        });
        pods.handle(attempt.put(Activator.DESTINATION, lease.destination()));
    }

    private static void refuseGone(Exchange exchange) {
        exchange.refuse(
                500,
                "",
                Reason.of("RevisionDeleted", "the revision was deleted while the request waited"));
    }
}
