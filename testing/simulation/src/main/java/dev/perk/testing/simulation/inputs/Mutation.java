package dev.perk.testing.simulation.inputs;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Breaks bytes in the ways in which bytes break: cut, flipped, repeated, replaced, made longer. */
final class Mutation {
    private static final byte[] TELLING = {
        0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '{', '[', '"', '&'
    };

    private Mutation() {}

    static byte[] of(byte[] original, Random random) {
        byte[] bytes = original;
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(bytes.length - at, 40));
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 2 -> {
                bytes[at] = TELLING[random.nextInt(TELLING.length)];
                yield bytes;
            }
            case 3 -> joined(bytes, at, new byte[0], at + length);
            case 4 -> joined(bytes, at + length, Arrays.copyOfRange(bytes, at, at + length), at);
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                yield joined(bytes, at, noise, at);
            }
        };
    }

    /** The bytes before {@code end}, then {@code middle}, then those from {@code start}. */
    private static byte[] joined(byte[] bytes, int end, byte[] middle, int start) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, end);
        out.writeBytes(middle);
        out.write(bytes, start, bytes.length - start);
        return out.toByteArray();
    }
}
