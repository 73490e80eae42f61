package dev.perk.control.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message in the Protocol Buffers encoding, field by field. */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int LOW_BITS = 0x7f;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Empty text is what a reader finds anyway. */
    ProtoMessage text(int field, String text) {
        return text.isEmpty() ? this : bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage flag(int field, boolean set) {
        varint((field << 3) | VARINT);
        varint(set ? 1 : 0);
        return this;
    }

    ProtoMessage message(int field, ProtoMessage inner) {
        return bytes(field, inner.bytes());
    }

    private ProtoMessage bytes(int field, byte[] bytes) {
        varint((field << 3) | BYTES);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private void varint(int value) {
        int rest = value;
        while (rest > LOW_BITS) {
            out.write((rest & LOW_BITS) | MORE);
            rest >>>= 7;
        }
        out.write(rest);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
