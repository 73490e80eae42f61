package dev.perk.testing.simulation.inputs.io;

import dev.perk.testing.simulation.inputs.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries one seed after the other for some minutes, and stops at the first that fails: {@code
 * InputFuzz SUBJECT [MINUTES [FIRST_SEED]]}, where SUBJECT is selectors, protobuf or bodies. The
 * same seed fails again.
 */
public final class InputFuzz {
    private static final Logger log = LoggerFactory.getLogger(InputFuzz.class);

    private InputFuzz() {}

    public static void main(String[] args) {
        Subject subject = Subject.valueOf(args[0].toUpperCase(Locale.ROOT));
        long minutes = args.length > 1 ? Long.parseLong(args[1]) : 10;
        long first =
                args.length > 2
                        ? Long.parseLong(args[2])
                        : ThreadLocalRandom.current().nextLong(1L << 40);
        Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
        long seed = first;
        for (; Instant.now().isBefore(end); seed++) {
            Optional<String> problem = subject.run(seed);
            if (problem.isPresent()) {
                log.error("{}: seed {} fails: {}", args[0], seed, problem.get());
                System.exit(1);
            }
        }
        log.info("{}: seeds {} to {} are fine: {} cases", args[0], first, seed - 1, seed - first);
    }
}
