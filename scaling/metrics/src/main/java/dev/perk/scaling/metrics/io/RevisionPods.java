package dev.perk.scaling.metrics.io;

import dev.perk.api.RevisionKey;
import dev.perk.scaling.metrics.PodSample.Candidate;
import java.util.List;

/** Where the pods of a revision are, from the cache that the controllers read too. */
@FunctionalInterface
public interface RevisionPods {
    /** The pods of {@code revision} that are Running, Ready and not being deleted. */
    List<Candidate> ready(RevisionKey revision);
}
