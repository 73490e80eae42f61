package dev.perk.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Header fields of one message: names compare without case, order and duplicates survive. Two
 * homes: Netty's, and a map in the simulation.
 */
public interface Headers {

    /** The first value, or null if there is none. */
    @Nullable String get(String name);

    List<String> all(String name);

    boolean contains(String name);

    /** Replaces all values of {@code name} by this one. */
    Headers set(String name, String value);

    Headers add(String name, String value);

    Headers remove(String name);
}
