package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.GoQuote;
import java.util.regex.Pattern;

/**
 * What counts as the name of an image: {@code [registry/]repository[:tag][@digest]}. Source: {@code
 * google/go-containerregistry pkg/name} with weak validation.
 */
final class ImageRules {
    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9_\\-./]{2,255}");
    private static final Pattern REGISTRY =
            Pattern.compile("([A-Za-z0-9._~\\-]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]*)?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_\\-.]{1,128}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private ImageRules() {}

    static void checkContainerImage(JsonNode container, FieldPath at, FieldErrors out) {
        String image = JsonFields.text(container, "image");
        if (image.isEmpty()) {
            out.missing(at.field("image"));
        } else if (!isReference(image)) {
            out.errorWithDetails(
                    "Failed to parse image reference",
                    "image: "
                            + GoQuote.quote(image)
                            + ", error: could not parse reference: "
                            + image,
                    at.field("image"));
        }
    }

    static boolean isReference(String image) {
        int at = image.indexOf('@');
        if (at >= 0) {
            return DIGEST.matcher(image.substring(at + 1)).matches()
                    && isTagged(image.substring(0, at));
        }
        return isTagged(image);
    }

    private static boolean isTagged(String name) {
        int colon = name.lastIndexOf(':');
        // A colon before the last slash belongs to a registry's port.
        boolean hasTag = colon >= 0 && name.indexOf('/', colon) < 0;
        if (!hasTag) {
            return isRepository(name);
        }
        String tag = name.substring(colon + 1);
        return (tag.isEmpty() || TAG.matcher(tag).matches())
                && isRepository(name.substring(0, colon));
    }

    private static boolean isRepository(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (first.contains(".") || first.contains(":")) {
            return REGISTRY.matcher(first).matches()
                    && REPOSITORY.matcher(name.substring(slash + 1)).matches();
        }
        return REPOSITORY.matcher(name).matches();
    }
}
