package dev.perk.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of generated objects. */
public final class Names {
    /** The longest name that fits into a DNS label. */
    public static final int MAX_LENGTH = 63;

    private static final int MD5_LENGTH = 32;
    private static final int HEAD = MAX_LENGTH - MD5_LENGTH;

    private Names() {}

    /**
     * The name of something that belongs to {@code parent}: both parts joined, or, where that is
     * too long, a head, a hash and as much of the suffix as fits. Source: {@code knative/pkg
     * kmeta/names.go}.
     */
    public static String child(String parent, String suffix) {
        if (parent.length() + suffix.length() <= MAX_LENGTH) {
            return parent + suffix;
        }
        if (suffix.length() < HEAD) {
            return parent.substring(0, HEAD - suffix.length()) + md5(parent) + suffix;
        }
        String head = parent.substring(0, Math.min(HEAD, parent.length())) + md5(parent + suffix);
        String name =
                head + suffix.substring(0, Math.min(suffix.length(), MAX_LENGTH - head.length()));
        int end = name.length();
        while (!isAlphanumeric(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String md5(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }
}
