package dev.perk.api.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code config-logging}: what is written to the logs.
 *
 * <p>Source: {@code knative/pkg logging/config.go}.
 *
 * @param zapConfig settings of upstream's logger, which are kept and not read
 * @param levels by component, in lower case
 */
public record LoggingConfig(String zapConfig, Map<String, String> levels) {

    public static final String NAME = "config-logging";
    private static final Set<String> LEVELS =
            Set.of("", "debug", "info", "warn", "error", "dpanic", "panic", "fatal");

    public static final LoggingConfig DEFAULT = parse(Map.of());

    public LoggingConfig {
        levels = Map.copyOf(levels);
    }

    /**
     * @throws InvalidConfigException with every problem
     */
    public static LoggingConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static LoggingConfig read(ConfigMapReader in) {
        String zap = in.text("zap-logger-config", "");
        Map<String, String> levels = in.withPrefix("loglevel.");
        levels.replaceAll((_, level) -> level.toLowerCase(Locale.ROOT));
        for (String level : levels.values()) {
            in.require(LEVELS.contains(level), "invalid logging level: " + level);
        }
        in.throwIfInvalid();
        return new LoggingConfig(zap, levels);
    }
}
