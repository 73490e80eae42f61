package dev.perk.kube.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.why.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What should happen, as data: writes in order, the new status of the object itself, what to tell
 * about it, and when to look again.
 *
 * <p>The status is written even if a change is refused, so a person always sees how far it got.
 *
 * @param changes writes, applied in order; the first one that is refused ends the plan
 * @param status the whole new status of the reconciled object; empty leaves it alone
 * @param events what {@code kubectl describe} should tell, recorded after the changes were applied
 * @param reasons why the changes were decided, for the journal; recorded after they were applied
 * @param requeue when to look again
 * @param ifRefused the plan to follow when the API refuses a change for good; empty means to report
 *     it and retry. A conflict never gets here: the loop looks again
 */
public record Plan(
        List<Change> changes,
        Optional<JsonNode> status,
        List<EventNote> events,
        List<Reason> reasons,
        Requeue requeue,
        Optional<Function<Refusal, Plan>> ifRefused) {

    public static final Plan NOTHING =
            new Plan(
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    new Requeue.Never(),
                    Optional.empty());

    public Plan {
        changes = List.copyOf(changes);
        events = List.copyOf(events);
        reasons = List.copyOf(reasons);
    }

    /** Writes the status and nothing else. */
    public static Plan statusOnly(JsonNode status) {
        return NOTHING.withStatus(status);
    }

    public static Plan of(Change... changes) {
        Plan plan = NOTHING;
        for (Change change : changes) {
            plan = plan.then(change);
        }
        return plan;
    }

    public Plan withStatus(JsonNode newStatus) {
        return new Plan(changes, Optional.of(newStatus), events, reasons, requeue, ifRefused);
    }

    public Plan then(Change change) {
        return new Plan(with(changes, change), status, events, reasons, requeue, ifRefused);
    }

    public Plan telling(EventNote event) {
        return new Plan(changes, status, with(events, event), reasons, requeue, ifRefused);
    }

    /** Leaves {@code reason} in the journal of decisions. */
    public Plan because(Reason reason) {
        return new Plan(changes, status, events, with(reasons, reason), requeue, ifRefused);
    }

    /** Looks again after {@code delay}, or sooner if that was already asked for. */
    public Plan again(Duration delay) {
        return requeue(new Requeue.After(delay));
    }

    /** Looks again with growing delays, and tells {@code why} in an {@code InternalError} event. */
    public Plan retry(String why) {
        return requeue(new Requeue.Retry(why));
    }

    public Plan orIfRefused(Function<Refusal, Plan> otherPlan) {
        return new Plan(changes, status, events, reasons, requeue, Optional.of(otherPlan));
    }

    private Plan requeue(Requeue wish) {
        return new Plan(changes, status, events, reasons, requeue.orSooner(wish), ifRefused);
    }

    private static <T> List<T> with(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
