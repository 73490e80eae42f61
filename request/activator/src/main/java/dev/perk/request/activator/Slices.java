package dev.perk.request.activator;

import java.util.ArrayList;
import java.util.List;

/**
 * Which pods of a revision are whose: activators do not talk to each other, so each keeps to its
 * own pods and can count on their slots. Source: knative/serving {@code
 * pkg/activator/net/throttler.go}, {@code assignSlice}.
 */
final class Slices {
    private Slices() {}

    /**
     * The part of {@code all} that belongs to {@code position}.
     *
     * @param all in the same order at every activator
     */
    static <T> List<T> assign(List<T> all, Backends.Position position) {
        int index = position.index();
        int activators = position.activators();
        if (index == -1 || all.size() <= 1 || activators <= 1) {
            return all;
        }
        if (activators > all.size()) {
            return List.of(all.get(index % all.size()));
        }
        int size = all.size() / activators;
        int remnants = all.size() % activators;
        var mine = new ArrayList<>(all.subList(index * size, (index + 1) * size));
        if (index < remnants) {
            mine.add(all.get(all.size() - remnants + index));
        }
        return mine;
    }
}
