package dev.perk.control.node.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names a layer together with all layers below it, which is what unpacking it depends on. Source:
 * image-spec {@code config.md#layer-chainid}.
 */
public final class ChainId {
    private ChainId() {}

    /** The chain id of each layer, for layers given lowest first. */
    public static List<ContentDigest> of(List<ContentDigest> diffIds) {
        List<ContentDigest> chain = new ArrayList<>();
        for (ContentDigest diffId : diffIds) {
            chain.add(chain.isEmpty() ? diffId : sha256(chain.getLast() + " " + diffId));
        }
        return chain;
    }

    private static ContentDigest sha256(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return new ContentDigest(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
