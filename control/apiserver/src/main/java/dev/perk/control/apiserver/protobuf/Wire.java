package dev.perk.control.apiserver.protobuf;

import dev.perk.kube.store.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A walk over the fields of one encoded message.
 *
 * <p>Source: the Protocol Buffers encoding; of its wire types only those that Kubernetes uses
 * (varint, fixed 64, length-delimited, fixed 32).
 */
final class Wire {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] data;
    private final int end;
    private int position;
    private int number;
    private int wireType;

    Wire(byte[] data) {
        this(data, 0, data.length);
    }

    private Wire(byte[] data, int start, int end) {
        this.data = data;
        this.position = start;
        this.end = end;
    }

    /** Moves to the next field; false at the end of the message. */
    boolean next() {
        if (position >= end) {
            return false;
        }
        long tag = rawVarint();
        number = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        return true;
    }

    int number() {
        return number;
    }

    boolean isBytes() {
        return wireType == BYTES;
    }

    boolean atEnd() {
        return position >= end;
    }

    long varint() {
        expect(VARINT);
        return rawVarint();
    }

    double fixed64() {
        expect(FIXED64);
        return Double.longBitsToDouble(little(Long.BYTES));
    }

    byte[] bytes() {
        int length = length();
        byte[] value = Arrays.copyOfRange(data, position, position + length);
        position += length;
        return value;
    }

    String string() {
        int length = length();
        String value = new String(data, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    /** The current field as a message; this walk goes on behind it. */
    Wire message() {
        int length = length();
        Wire inner = new Wire(data, position, position + length);
        position += length;
        return inner;
    }

    /** Passes over a field that nobody knows: a newer client may have more. */
    void skip() {
        switch (wireType) {
            case VARINT -> rawVarint();
            case FIXED64 -> little(Long.BYTES);
            case BYTES -> {
                // Two statements: length() moves the position itself.
                int length = length();
                position += length;
            }
            case FIXED32 -> little(Integer.BYTES);
            default -> throw malformed("wire type " + wireType + " of field " + number);
        }
    }

    long rawVarint() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (position >= end) {
                throw malformed("ends inside a number");
            }
            byte next = data[position++];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than " + MAX_VARINT_BYTES + " bytes");
    }

    private long little(int size) {
        if (end - position < size) {
            throw malformed("ends inside a number");
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (data[position++] & 0xffL) << (8 * i);
        }
        return value;
    }

    private int length() {
        expect(BYTES);
        long length = rawVarint();
        if (length < 0 || length > end - position) {
            throw malformed(
                    "field " + number + " of " + length + " bytes, " + (end - position) + " left");
        }
        return (int) length;
    }

    private void expect(int type) {
        if (wireType != type) {
            throw malformed(
                    "field " + number + " has wire type " + wireType + " (expected: " + type + ")");
        }
    }

    static ApiException malformed(String why) {
        return ApiException.badRequest("malformed protobuf: " + why);
    }
}
