package dev.perk.control.apiserver.registry;

import dev.perk.kube.KubeObject;
import java.util.List;
import java.util.OptionalLong;

/**
 * A part of a list.
 *
 * @param revision what all parts of the list were seen at
 * @param continueToken asks for the next part; empty at the end
 * @param remaining how many objects follow; empty at the end, and where a selector makes it unknown
 */
public record Page(
        List<KubeObject> items, long revision, String continueToken, OptionalLong remaining) {
    public Page {
        items = List.copyOf(items);
    }
}
