package dev.perk.api.config;

import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.Parsed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code config-gc}: which Revisions that nobody needs any more are kept, for each Configuration.
 *
 * <p>Source: {@code knative/serving pkg/gc/config.go}.
 *
 * @param retainSinceCreateTime empty: age does not matter
 * @param retainSinceLastActiveTime empty: when it was last routed to does not matter
 * @param minNonActiveRevisions how many to keep however old they are
 * @param maxNonActiveRevisions how many to keep however young they are; empty: any number
 */
public record GcConfig(
        Optional<Duration> retainSinceCreateTime,
        Optional<Duration> retainSinceLastActiveTime,
        long minNonActiveRevisions,
        OptionalLong maxNonActiveRevisions) {

    public static final String NAME = "config-gc";
    private static final String DISABLED = "disabled";

    public static final GcConfig DEFAULT = parse(Map.of());

    /**
     * @throws InvalidConfigException with every problem
     */
    public static GcConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static GcConfig read(ConfigMapReader in) {
        var config =
                new GcConfig(
                        retention(in, "retain-since-create-time", Duration.ofHours(48)),
                        retention(in, "retain-since-last-active-time", Duration.ofHours(15)),
                        in.wholeNumber("min-non-active-revisions", 20),
                        in.parsed(
                                "max-non-active-revisions",
                                OptionalLong.of(1000),
                                GcConfig::parseMost));
        config.check(in);
        in.throwIfInvalid();
        return config;
    }

    private static Optional<Duration> retention(ConfigMapReader in, String key, Duration fallback) {
        String text = in.text(key, GoDuration.print(fallback));
        if (text.equalsIgnoreCase(DISABLED)) {
            return Optional.empty();
        }
        String problem = "failed to parse " + key + ": ";
        return switch (GoDuration.parse(text)) {
            case Parsed.Bad<Duration>(String why) -> {
                in.require(false, problem + why);
                yield Optional.of(fallback);
            }
            case Parsed.Good<Duration>(Duration value) -> {
                in.require(!value.isNegative(), problem + "must be non-negative");
                yield Optional.of(value);
            }
        };
    }

    private static Parsed<OptionalLong> parseMost(String text) {
        return text.strip().equalsIgnoreCase(DISABLED)
                ? Parsed.good(OptionalLong.empty())
                : GoNumber.parseLong(text)
                        .then(value ->
                                value < 0
                                        ? Parsed.bad("must be non-negative")
                                        : Parsed.good(OptionalLong.of(value)));
    }

    private void check(ConfigMapReader in) {
        in.require(
                minNonActiveRevisions >= 0,
                "min-non-active-revisions must be non-negative, was: " + minNonActiveRevisions);
        in.require(
                maxNonActiveRevisions.isEmpty()
                        || minNonActiveRevisions <= maxNonActiveRevisions.getAsLong(),
                "min-non-active-revisions("
                        + minNonActiveRevisions
                        + ") must be <= max-non-active-revisions("
                        + maxNonActiveRevisions.orElse(-1)
                        + ")");
    }

    /** Whether no Revision is ever collected. */
    public boolean isOff() {
        return retainSinceCreateTime.isEmpty()
                && retainSinceLastActiveTime.isEmpty()
                && maxNonActiveRevisions.isEmpty();
    }
}
