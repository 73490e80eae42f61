package dev.perk.testing.simulation.patches.io;

import dev.perk.testing.simulation.patches.PatchRounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tries one seed after the other for some minutes, and stops at the first that fails: {@code
 * PatchFuzz [MINUTES [FIRST_SEED]]}. The same seed fails again.
 */
public final class PatchFuzz {
    private PatchFuzz() {}

    public static void main(String[] args) {
        long minutes = args.length > 0 ? Long.parseLong(args[0]) : 10;
        long first =
                args.length > 1
                        ? Long.parseLong(args[1])
                        : ThreadLocalRandom.current().nextLong(1L << 40);
        Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
        long seed = first;
        for (; Instant.now().isBefore(end); seed++) {
            Optional<String> problem = PatchRounds.run(seed);
            if (problem.isPresent()) {
                System.err.println("seed " + seed + " fails: " + problem.get());
                System.exit(1);
            }
        }
        System.out.println("seeds " + first + " to " + (seed - 1) + " are fine");
    }
}
