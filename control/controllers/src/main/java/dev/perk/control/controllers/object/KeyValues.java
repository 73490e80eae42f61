package dev.perk.control.controllers.object;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Labels or annotations on their way from one object to the next, sorted by key. */
public record KeyValues(SortedMap<String, String> map) {

    public KeyValues {
        map = Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    public static KeyValues of(Map<String, String> map) {
        return new KeyValues(new TreeMap<>(map));
    }

    public KeyValues with(String key, String value) {
        SortedMap<String, String> more = new TreeMap<>(map);
        more.put(key, value);
        return new KeyValues(more);
    }

    /** An empty value stands for an unknown one, and is left out. */
    public KeyValues withKnown(String key, String value) {
        return value.isEmpty() ? this : with(key, value);
    }

    /** All of {@code others} as well; they win where both have a key. */
    public KeyValues withAll(Map<String, String> others) {
        SortedMap<String, String> more = new TreeMap<>(map);
        more.putAll(others);
        return new KeyValues(more);
    }

    public KeyValues without(String... keys) {
        SortedMap<String, String> fewer = new TreeMap<>(map);
        for (String key : keys) {
            fewer.remove(key);
        }
        return new KeyValues(fewer);
    }

    public KeyValues withoutKeys(Predicate<String> unwanted) {
        SortedMap<String, String> fewer = new TreeMap<>(map);
        fewer.keySet().removeIf(unwanted);
        return new KeyValues(fewer);
    }

    public boolean has(String key) {
        return map.containsKey(key);
    }
}
