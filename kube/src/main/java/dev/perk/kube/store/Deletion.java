package dev.perk.kube.store;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to delete.
 *
 * @param propagation what happens to the objects that this one owns
 * @param graceSeconds how long a Pod may take to stop; empty for what its spec says, 0 for at once
 * @param uid delete only the object with this uid
 * @param revision delete only this version of the object
 */
public record Deletion(
        Propagation propagation,
        OptionalLong graceSeconds,
        Optional<String> uid,
        OptionalLong revision) {

    public enum Propagation {
        /** What the finalizers on the object say already; in the background if they say nothing. */
        UNSPECIFIED,
        /** The object goes now, what it owns soon after. */
        BACKGROUND,
        /** What it owns goes first. */
        FOREGROUND,
        /** What it owns stays and loses the reference. */
        ORPHAN
    }

    public static Deletion background() {
        return new Deletion(
                Propagation.BACKGROUND,
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    /** Removes the object with this uid now, without asking it to stop first. */
    public static Deletion now(String uid) {
        return new Deletion(
                Propagation.BACKGROUND, OptionalLong.of(0), Optional.of(uid), OptionalLong.empty());
    }
}
