package dev.perk.control.workloads.model;

import java.nio.charset.StandardCharsets;

/**
 * The endings of generated names: letters and digits that form no words and are not mistaken for
 * each other. Source: {@code k8s.io/apimachinery pkg/util/rand}.
 *
 * <p>Endings follow from what they are made of, so the same decision gives the same name, and doing
 * it twice creates nothing twice.
 */
public final class SafeName {
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;

    /** Names with an ending are cut to this length before it is added. */
    private static final int LONGEST_STEM = 58;

    private SafeName() {}

    /** Eight to ten letters for a hash. */
    public static String encode(int hash) {
        String digits = Integer.toUnsignedString(hash);
        var encoded = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            encoded.append(LETTERS.charAt(digits.charAt(i) % LETTERS.length()));
        }
        return encoded.toString();
    }

    /** {@code stem-xxxxx}, where the ending follows from {@code parts}. */
    public static String child(String stem, Object... parts) {
        long hash = 0xcbf29ce484222325L;
        for (Object part : parts) {
            for (byte b : (part + "/").getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ b) * 0x100000001b3L;
            }
        }
        var name = new StringBuilder(stem.substring(0, Math.min(stem.length(), LONGEST_STEM - 1)));
        name.append('-');
        // FNV mixes its high bits well and its low ones badly.
        long rest = hash ^ (hash >>> 32);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(LETTERS.charAt((int) Long.remainderUnsigned(rest, LETTERS.length())));
            rest = Long.divideUnsigned(rest, LETTERS.length());
        }
        return name.toString();
    }
}
