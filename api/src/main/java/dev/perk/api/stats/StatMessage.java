package dev.perk.api.stats;

import dev.perk.api.RevisionKey;

/** A {@link Stat} on its way to the autoscaler, with the revision it is about. */
public record StatMessage(RevisionKey revision, Stat stat) {}
