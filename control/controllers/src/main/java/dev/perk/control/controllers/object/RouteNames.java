package dev.perk.control.controllers.object;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The value of {@code serving.knative.dev/routes}: the routes that lead to an object, sorted. */
public record RouteNames(List<String> names) {
    public static final RouteNames NONE = new RouteNames(List.of());

    public RouteNames {
        names = List.copyOf(names);
    }

    /** Reads a comma list. */
    public static RouteNames read(String text) {
        SortedSet<String> names = new TreeSet<>();
        for (String name : text.split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return new RouteNames(new ArrayList<>(names));
    }

    public RouteNames with(String name) {
        SortedSet<String> more = new TreeSet<>(names);
        more.add(name);
        return new RouteNames(new ArrayList<>(more));
    }

    public RouteNames without(String name) {
        return new RouteNames(names.stream().filter(other -> !other.equals(name)).toList());
    }

    public boolean contains(String name) {
        return names.contains(name);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** As written: {@code a,b,c}. */
    @Override
    public String toString() {
        return String.join(",", names);
    }
}
