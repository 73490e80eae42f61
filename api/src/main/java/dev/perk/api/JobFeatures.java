package dev.perk.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Which features of Kubernetes' Jobs Perk's controller has. */
public final class JobFeatures {
    private static final List<String> UNBUILT =
            List.of("backoffLimitPerIndex", "podFailurePolicy", "successPolicy", "managedBy");

    private JobFeatures() {}

    /** What a Job's spec asks for that is not built; empty for most. */
    public static Optional<String> unbuilt(JsonNode spec) {
        return spec.path("completionMode").asText().equals("Indexed")
                ? Optional.of("completionMode Indexed")
                : UNBUILT.stream().filter(spec::hasNonNull).findFirst();
    }
}
