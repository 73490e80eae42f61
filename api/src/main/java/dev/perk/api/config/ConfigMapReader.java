package dev.perk.api.config;

import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the keys of one ConfigMap and remembers everything that is wrong with them.
 *
 * <p>A key that is absent has its default; so has one that cannot be read, so that reading goes on
 * to the next problem. Numbers, durations and truth values are Go's, without spaces around them.
 * Source: {@code knative/pkg configmap/parse.go}.
 */
public final class ConfigMapReader {
    /** Documentation inside a ConfigMap; never a setting. */
    public static final String EXAMPLE_KEY = "_example";

    private final String name;
    private final Map<String, String> data;
    private final SortedSet<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();
    private String parseErrorPrefix = "";

    public ConfigMapReader(String name, Map<String, String> data) {
        this.name = name;
        this.data = new LinkedHashMap<>(data);
        this.data.remove(EXAMPLE_KEY);
    }

    /** Puts {@code prefix} before every complaint about a value that cannot be read. */
    public ConfigMapReader parseErrorsBeginWith(String prefix) {
        parseErrorPrefix = prefix;
        return this;
    }

    /** Older spellings of {@code key}, which count where {@code key} itself is absent. */
    public ConfigMapReader alsoKnownAs(String key, String... older) {
        for (String alias : older) {
            known.add(alias);
            String value = data.get(alias);
            if (value != null) {
                data.putIfAbsent(key, value);
            }
        }
        return this;
    }

    public boolean has(String key) {
        known.add(key);
        return data.containsKey(key);
    }

    public boolean flag(String key, boolean fallback) {
        return read(key, fallback, GoNumber::parseBoolean);
    }

    /** A 32-bit integer. */
    public int integer(String key, int fallback) {
        return read(key, fallback, GoNumber::parseInt);
    }

    /** A 64-bit integer. */
    public long wholeNumber(String key, long fallback) {
        return read(key, fallback, GoNumber::parseLong);
    }

    public double number(String key, double fallback) {
        return read(key, fallback, GoNumber::parseDouble);
    }

    public Duration duration(String key, Duration fallback) {
        return read(key, fallback, GoDuration::parse);
    }

    public Optional<Quantity> quantity(String key) {
        return read(key, Optional.empty(), text -> Quantity.parse(text).map(Optional::of));
    }

    /** Text without the spaces around it. */
    public String text(String key, String fallback) {
        return read(key, fallback, text -> Parsed.good(text.strip()));
    }

    /** A comma-separated list, in order, without the spaces around its entries. */
    public List<String> list(String key, List<String> fallback) {
        return read(
                key,
                fallback,
                text ->
                        Parsed.good(
                                Arrays.stream(text.split(",", -1)).map(String::strip).toList()));
    }

    /** What {@code parse} makes of the text; complaints are prefixed with the key. */
    public <T> T parsed(String key, T fallback, Function<String, Parsed<T>> parse) {
        return read(key, fallback, parse);
    }

    private <T> T read(String key, T fallback, Function<String, Parsed<T>> parse) {
        known.add(key);
        String text = data.get(key);
        if (text == null) {
            return fallback;
        }
        return switch (parse.apply(text)) {
            case Parsed.Good<T>(T value) -> value;
            case Parsed.Bad<T>(String why) -> {
                problems.add(
                        parseErrorPrefix + "failed to parse " + GoQuote.quote(key) + ": " + why);
                yield fallback;
            }
        };
    }

    /** Every key that is neither read above nor documentation, with its value. */
    public Map<String, String> everything() {
        known.addAll(data.keySet());
        return Map.copyOf(data);
    }

    /** The keys that begin with {@code prefix}, without it, and their values. */
    public SortedMap<String, String> withPrefix(String prefix) {
        SortedMap<String, String> found = new TreeMap<>();
        data.forEach((key, value) -> {
            if (key.startsWith(prefix) && key.length() > prefix.length()) {
                known.add(key);
                found.put(key.substring(prefix.length()), value.strip());
            }
        });
        return found;
    }

    public void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** Keys that nothing has asked for, sorted: probably misspelled. */
    public SortedSet<String> unknownKeys() {
        SortedSet<String> unknown = new TreeSet<>(data.keySet());
        unknown.removeAll(known);
        return unknown;
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidConfigException with all problems, if there were any
     */
    public void throwIfInvalid() {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(name, problems);
        }
    }
}
