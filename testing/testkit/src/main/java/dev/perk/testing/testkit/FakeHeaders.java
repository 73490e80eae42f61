package dev.perk.testing.testkit;

import dev.perk.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Headers without a wire. */
public final class FakeHeaders implements Headers {
    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    @Override
    public @Nullable String get(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.getFirst();
    }

    @Override
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    @Override
    public boolean contains(String name) {
        return values.containsKey(name);
    }

    @Override
    public Headers set(String name, String value) {
        values.put(name, new ArrayList<>(List.of(value)));
        return this;
    }

    @Override
    public Headers add(String name, String value) {
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        return this;
    }

    @Override
    public Headers remove(String name) {
        values.remove(name);
        return this;
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
