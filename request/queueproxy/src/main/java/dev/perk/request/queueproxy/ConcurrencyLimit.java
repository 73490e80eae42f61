package dev.perk.request.queueproxy;

import dev.perk.api.why.Reason;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;

/** Limits what runs in one container at a time. */
public record ConcurrencyLimit(Breaker breaker) implements Filter {

    @Override
    public void handle(Exchange exchange, Stage next) {
        switch (breaker.tryAcquire()) {
            case Admission.Admitted(Runnable release) -> next.handle(exchange.atEnd(release));
            case Admission.Waiting place ->
                    place.whenAdmitted(exchange, release -> next.handle(exchange.atEnd(release)));
            case Admission.Closed _ -> exchange.unserved(Breaker.GONE);
            case Admission.QueueFull(int depth) ->
                    exchange.refuse(
                            503,
                            "pending request queue full\n",
                            Reason.of(
                                            "QueueFull",
                                            "all slots and all "
                                                    + depth
                                                    + " places in the pod's queue were taken")
                                    .with("queueDepth", depth));
        }
    }
}
