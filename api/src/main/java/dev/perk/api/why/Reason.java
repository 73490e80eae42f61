package dev.perk.api.why;

import java.util.Map;
import java.util.TreeMap;

/**
 * The cause of one decision.
 *
 * @param code a stable CamelCase word, such as {@code QueueFull}, that programs may compare
 * @param text one sentence for a person, with the values that mattered
 * @param inputs the values behind the sentence, by name
 */
public record Reason(String code, String text, Map<String, String> inputs) {

    public Reason {
        inputs = Map.copyOf(inputs);
    }

    public static Reason of(String code, String text) {
        return new Reason(code, text, Map.of());
    }

    /** The same cause with one more value. */
    public Reason with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(inputs);
        more.put(name, String.valueOf(value));
        return new Reason(code, text, more);
    }

    /** Whether this is nothing new to somebody who knows {@code other}. */
    boolean repeats(Reason other) {
        return code.equals(other.code) && text.equals(other.text);
    }

    @Override
    public String toString() {
        return inputs.isEmpty()
                ? code + ": " + text
                : code + ": " + text + " " + new TreeMap<>(inputs);
    }
}
