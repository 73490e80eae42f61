package dev.perk.control.apiserver.cel.functions;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * An address without a zone. Source: {@code k8s.io/apiserver pkg/cel/library/ip.go}, {@code
 * net/netip}.
 *
 * @param bits 32 or 128
 */
record IpAddress(BigInteger number, int bits) {
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final int V4_BITS = 32;
    private static final int V6_WORDS = 8;
    private static final int WORD_BITS = 16;
    private static final int BYTE_BITS = 8;

    /** Empty for what is none, and for an IPv4 address in IPv6's clothes, which confuses. */
    static Optional<IpAddress> parse(String text) {
        boolean v4 = V4.matcher(text).matches();
        if (!v4 && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            int bits = bytes.length * BYTE_BITS;
            boolean mapped = !v4 && bits == V4_BITS;
            return mapped
                    ? Optional.empty()
                    : Optional.of(new IpAddress(new BigInteger(1, bytes), bits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isV4() {
        return bits == V4_BITS;
    }

    boolean isUnspecified() {
        return number.signum() == 0;
    }

    boolean isLoopback() {
        return isV4() ? first(BYTE_BITS) == 127 : number.equals(BigInteger.ONE);
    }

    boolean isMulticast() {
        return isV4() ? first(4) == 0xe : first(BYTE_BITS) == 0xff;
    }

    boolean isLinkLocalMulticast() {
        return isV4() ? first(24) == 0xe00000 : isMulticast() && (first(WORD_BITS) & 0xf) == 2;
    }

    boolean isLinkLocalUnicast() {
        return isV4() ? first(WORD_BITS) == 0xa9fe : first(10) == 0xfe80 >> 6;
    }

    boolean isGlobalUnicast() {
        boolean broadcast = isV4() && number.bitCount() == V4_BITS;
        return !broadcast
                && !isUnspecified()
                && !isLoopback()
                && !isMulticast()
                && !isLinkLocalUnicast();
    }

    /** The first so many bits, at most 31, as a number. */
    private int first(int count) {
        return number.shiftRight(bits - count).intValue();
    }

    /** The same with zeros behind the first {@code length} bits. */
    IpAddress masked(int length) {
        int rest = bits - length;
        return new IpAddress(number.shiftRight(rest).shiftLeft(rest), bits);
    }

    /** The canonical form: lower case, the longest run of zeros left out (RFC 5952). */
    @Override
    public String toString() {
        if (isV4()) {
            StringJoiner text = new StringJoiner(".");
            for (int rest = V4_BITS - BYTE_BITS; rest >= 0; rest -= BYTE_BITS) {
                text.add(Integer.toString(number.shiftRight(rest).intValue() & 0xff));
            }
            return text.toString();
        }
        int[] words = new int[V6_WORDS];
        for (int i = 0; i < V6_WORDS; i++) {
            words[i] = number.shiftRight((V6_WORDS - 1 - i) * WORD_BITS).intValue() & 0xffff;
        }
        int start = 0;
        int most = 1; // one zero alone is written
        for (int i = 0; i < V6_WORDS; i++) {
            int run = zeros(words, i);
            if (run > most) {
                start = i;
                most = run;
            }
        }
        return most == 1
                ? hex(words, 0, V6_WORDS)
                : hex(words, 0, start) + "::" + hex(words, start + most, V6_WORDS);
    }

    private static int zeros(int[] words, int from) {
        int to = from;
        while (to < words.length && words[to] == 0) {
            to++;
        }
        return to - from;
    }

    private static String hex(int[] words, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(words[i]));
        }
        return text.toString();
    }
}
