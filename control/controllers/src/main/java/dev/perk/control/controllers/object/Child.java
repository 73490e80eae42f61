package dev.perk.control.controllers.object;

import dev.perk.api.text.GoQuote;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import java.util.Optional;

/**
 * An owned object that is replaced as a whole whenever it is not what it should be.
 *
 * @param object as it is known now, or as it will be created
 * @param change what makes it right, empty if it is
 * @param caughtUp whether its own controller has seen the spec that it should have
 */
public record Child(KubeObject object, Optional<Change> change, boolean caughtUp) {

    public static Child of(Optional<KubeObject> existing, KubeObject desired) {
        if (existing.isEmpty()) {
            return new Child(desired, Optional.of(new Change.Create(desired)), false);
        }
        KubeObject known = existing.get();
        Optional<KubeObject> replacement = Drift.replaced(known, desired);
        return new Child(
                replacement.orElse(known),
                replacement.map(Change.Update::new),
                Drift.sameSpec(known, desired) && Readiness.isObserved(known));
    }

    /** The plan with the change in it, and the event that tells of a creation. */
    public Plan addTo(Plan plan) {
        return change.map(what ->
                        what instanceof Change.Create
                                ? plan.then(what).telling(created(object))
                                : plan.then(what))
                .orElse(plan);
    }

    private static EventNote created(KubeObject object) {
        return EventNote.normal(
                "Created", "Created " + object.type().kind() + " " + GoQuote.quote(object.name()));
    }
}
