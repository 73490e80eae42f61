package dev.perk.api.config;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code config-features}: what Services may use of Kubernetes' pods.
 *
 * <p>A value that is not known leaves a feature as it is by default; nothing here is ever invalid.
 * Source: {@code knative/serving pkg/apis/config/features.go}.
 */
public record FeaturesConfig(Map<Feature, Flag> flags, SecurePodDefaults securePodDefaults) {

    /** {@code ALLOWED} usually means: where a Service asks for it. */
    public enum Flag {
        ENABLED,
        ALLOWED,
        DISABLED
    }

    /** How much of the restricted pod security standard is filled in. */
    public enum SecurePodDefaults {
        DISABLED,
        /** Everything but {@code runAsNonRoot}. */
        ALLOW_ROOT_BOUNDED,
        ENABLED
    }

    public static final String NAME = "config-features";
    private static final String SECURE_POD_DEFAULTS = "secure-pod-defaults";

    public static final FeaturesConfig DEFAULT = parse(Map.of());

    public FeaturesConfig {
        flags = Map.copyOf(flags);
    }

    public static FeaturesConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static FeaturesConfig read(ConfigMapReader in) {
        Map<Feature, Flag> flags = new EnumMap<>(Feature.class);
        for (Feature feature : Feature.values()) {
            flags.put(feature, flag(in.text(feature.key(), ""), feature.standard()));
        }
        SecurePodDefaults secure =
                switch (in.text(SECURE_POD_DEFAULTS, "").toLowerCase(Locale.ROOT)) {
                    case "enabled" -> SecurePodDefaults.ENABLED;
                    case "allowrootbounded" -> SecurePodDefaults.ALLOW_ROOT_BOUNDED;
                    default -> SecurePodDefaults.DISABLED;
                };
        in.throwIfInvalid();
        return new FeaturesConfig(flags, secure);
    }

    private static Flag flag(String text, Flag fallback) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "enabled" -> Flag.ENABLED;
            case "allowed" -> Flag.ALLOWED;
            case "disabled" -> Flag.DISABLED;
            default -> fallback;
        };
    }

    public Flag flag(Feature feature) {
        return flags.getOrDefault(feature, feature.standard());
    }

    public boolean isEnabled(Feature feature) {
        return flag(feature) == Flag.ENABLED;
    }

    /** Enabled, or allowed where asked for. */
    public boolean isAllowed(Feature feature) {
        return flag(feature) != Flag.DISABLED;
    }

    public boolean fillsInPodSecurity() {
        return securePodDefaults != SecurePodDefaults.DISABLED;
    }
}
