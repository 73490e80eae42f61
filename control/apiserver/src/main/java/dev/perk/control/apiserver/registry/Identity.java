package dev.perk.control.apiserver.registry;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** What the server makes up: uids, and the ends of generated names. */
public final class Identity {
    /** Without vowels and look-alikes, so that no word comes out. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int SUFFIX = 5;
    private static final int LONGEST_PREFIX = 58;

    private final RandomGenerator random;

    /**
     * @param random used by many threads
     */
    public Identity(RandomGenerator random) {
        this.random = random;
    }

    /** A random UUID, version 4. */
    public String uid() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** Source: {@code k8s.io/apiserver pkg/storage/names/generate.go}. */
    public String name(String prefix) {
        var name = new StringBuilder(prefix);
        name.setLength(Math.min(LONGEST_PREFIX, prefix.length()));
        for (int i = 0; i < SUFFIX; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }
}
