package dev.perk.control.node.image;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The kind of machine that an image is for, in Go's words: {@code linux/amd64}, {@code
 * linux/arm64/v8}.
 */
public record Platform(String os, String architecture, String variant) {

    /**
     * What containers on this machine must be built for.
     *
     * @param javaArchitecture the system property {@code os.arch}
     */
    public static Platform linux(String javaArchitecture) {
        String architecture =
                switch (javaArchitecture) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    case "arm" -> "arm";
                    default -> javaArchitecture;
                };
        return new Platform("linux", architecture, "");
    }

    static Platform read(JsonNode node) {
        return new Platform(
                node.path("os").asText(),
                node.path("architecture").asText(),
                node.path("variant").asText());
    }

    /**
     * Whether what was built for {@code built} runs here. A variant only counts if both say one.
     */
    public boolean runs(Platform built) {
        return os.equals(built.os)
                && architecture.equals(built.architecture)
                && (variant.isEmpty() || built.variant.isEmpty() || variant.equals(built.variant));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
