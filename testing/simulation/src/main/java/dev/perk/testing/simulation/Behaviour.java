package dev.perk.testing.simulation;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How an application behaves. A Service says it in the environment of its container, in
 * milliseconds, one number or {@code FROM-TO}.
 *
 * @param start from the start of the process until it accepts connections
 * @param answer from a request until its answer
 */
record Behaviour(Range start, Range answer) {
    static final String START = "START_MS";
    static final String ANSWER = "ANSWER_MS";

    /**
     * @param least in milliseconds
     * @param most in milliseconds
     */
    record Range(long least, long most) {
        static Range parse(String text) {
            String[] ends = text.split("-", 2);
            return new Range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        }

        Duration draw(RandomGenerator random) {
            return Duration.ofMillis(
                    least == most ? least : random.nextLong(least, Math.addExact(most, 1)));
        }
    }

    static Behaviour of(Map<String, String> env) {
        return new Behaviour(
                Range.parse(env.getOrDefault(START, "0")),
                Range.parse(env.getOrDefault(ANSWER, "0")));
    }
}
