package dev.perk.kube.store;

import dev.perk.kube.KubeObject;
import java.util.List;

/** The objects of a list, and the revision that they were all seen at: the one to watch from. */
public record Listing(List<KubeObject> items, long revision) {
    public Listing {
        items = List.copyOf(items);
    }
}
