package dev.perk.control.apiserver.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message field by field, as a protobuf encoder would. */
final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    Bytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Bytes message(int field, Bytes value) {
        return bytes(field, value.toByteArray());
    }

    private Bytes bytes(int field, byte[] value) {
        varint(((long) field << 3) | 2);
        varint(value.length);
        return raw(value);
    }

    Bytes raw(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
