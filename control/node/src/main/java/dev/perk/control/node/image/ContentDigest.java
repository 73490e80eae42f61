package dev.perk.control.node.image;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names content by what it is: {@code sha256:} and 64 hex digits. Source: image-spec {@code
 * descriptor.md#digests}.
 *
 * @param hex the 64 digits, in lower case
 */
public record ContentDigest(String hex) {
    private static final String ALGORITHM = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public ContentDigest {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "digest " + hex + " (expected: 64 hex digits in lower case)");
        }
    }

    /** The digest that {@code text} spells; empty if it is none, or of another algorithm. */
    public static Optional<ContentDigest> parse(String text) {
        String hex = text.startsWith(ALGORITHM) ? text.substring(ALGORITHM.length()) : "";
        return HEX.matcher(hex).matches() ? Optional.of(new ContentDigest(hex)) : Optional.empty();
    }

    @Override
    public String toString() {
        return ALGORITHM + hex;
    }
}
