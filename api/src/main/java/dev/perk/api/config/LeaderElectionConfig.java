package dev.perk.api.config;

import java.time.Duration;
import java.util.Map;

/**
 * {@code config-leader-election}: who acts where several processes could.
 *
 * <p>Source: {@code knative/pkg leaderelection/config.go}.
 *
 * @param buckets into how many parts, each with a leader of its own, keys are divided: 1 to 10
 * @param leasePrefixes other names for leases, by the beginning of the usual name
 */
public record LeaderElectionConfig(
        Duration leaseDuration,
        Duration renewDeadline,
        Duration retryPeriod,
        int buckets,
        Map<String, String> leasePrefixes) {

    public static final String NAME = "config-leader-election";
    public static final int MAX_BUCKETS = 10;

    public static final LeaderElectionConfig DEFAULT = parse(Map.of());

    public LeaderElectionConfig {
        leasePrefixes = Map.copyOf(leasePrefixes);
    }

    /**
     * @throws InvalidConfigException with every problem
     */
    public static LeaderElectionConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static LeaderElectionConfig read(ConfigMapReader in) {
        in.alsoKnownAs("lease-duration", "leaseDuration")
                .alsoKnownAs("renew-deadline", "renewDeadline")
                .alsoKnownAs("retry-period", "retryPeriod");
        int buckets = in.integer("buckets", 1);
        in.require(
                buckets >= 1 && buckets <= MAX_BUCKETS,
                "buckets: value must be between 1 <= " + buckets + " <= " + MAX_BUCKETS);
        var config =
                new LeaderElectionConfig(
                        in.duration("lease-duration", Duration.ofSeconds(60)),
                        in.duration("renew-deadline", Duration.ofSeconds(40)),
                        in.duration("retry-period", Duration.ofSeconds(10)),
                        buckets,
                        in.withPrefix("map-lease-prefix."));
        in.throwIfInvalid();
        return config;
    }
}
