package dev.perk.api;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses a few of many so that everybody who knows the same many chooses the same few, and so that
 * a change of the many changes little. Says which activators carry a revision, and who owns a key.
 *
 * <p>The elements and a first angle lie on a circle of 2048 places; from the angle on, in equal
 * steps, the next element that is not chosen yet is chosen. Source: {@code knative/pkg
 * hash/hash.go}.
 */
public final class ConsistentSubset {
    private static final int PLACES = 2048;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private ConsistentSubset() {}

    /**
     * @param from the elements, in any order
     * @param count how many to choose, 0 or more; all if there are no more than that
     * @param target what to choose them for
     */
    public static Set<String> choose(Collection<String> from, int count, String target) {
        Set<String> elements = new TreeSet<>(from);
        if (elements.size() <= count) {
            return elements;
        }
        Map<Integer, String> circle = place(elements, target);
        List<Integer> places = circle.keySet().stream().sorted().toList();
        int angle = placeOf(fnv(target + "start-angle-salt"));
        int step = placeOf(fnv(target + "step-angle-salt"));
        Set<Integer> chosen = new HashSet<>();
        Set<String> subset = new TreeSet<>();
        while (subset.size() < count) {
            int index = next(places, angle);
            while (!chosen.add(index)) {
                index = (index + 1) % places.size();
            }
            subset.add(circle.get(places.get(index)));
            angle = (angle + step) % PLACES;
        }
        return subset;
    }

    /** Where each element lies; one whose place is taken moves on to the place of a longer text. */
    private static Map<Integer, String> place(Set<String> elements, String target) {
        Map<Integer, String> circle = new HashMap<>();
        for (String element : elements) {
            String text = element + target;
            long hash = fnv(text);
            while (circle.containsKey(placeOf(hash))) {
                text += Long.toHexString(hash);
                hash = fnv(text);
            }
            circle.put(placeOf(hash), element);
        }
        return circle;
    }

    /** The index of the first place at or after {@code angle}, around the circle. */
    private static int next(List<Integer> places, int angle) {
        int found = Collections.binarySearch(places, angle);
        int index = found >= 0 ? found : -found - 1;
        return index % places.size();
    }

    private static int placeOf(long hash) {
        return (int) Long.remainderUnsigned(hash, PLACES);
    }

    private static long fnv(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
