package dev.perk.api.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;

/** Reads one protobuf message, field by field. */
final class ProtoReader {
    private static final int FIXED32 = 5;
    private static final int LONGEST_VARINT = 10;

    /** The bytes are not a protobuf message. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final String why;

        Malformed(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    private final ByteBuffer in;
    private int field;
    private int wireType;

    ProtoReader(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    private ProtoReader(ByteBuffer message) {
        this.in = message.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Goes to the next field; false at the end. */
    boolean next() throws Malformed {
        if (!in.hasRemaining()) {
            return false;
        }
        long tag = integer();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (field < 1 || tag >>> 32 != 0) {
            throw new Malformed("field number " + (tag >>> 3) + " (expected: 1 to 536870911)");
        }
        return true;
    }

    boolean isBytes(int number) {
        return field == number && wireType == ProtoWriter.LENGTH_DELIMITED;
    }

    boolean isNumber(int number) {
        return field == number && wireType == ProtoWriter.FIXED64;
    }

    boolean isInteger(int number) {
        return field == number && wireType == ProtoWriter.VARINT;
    }

    /** The embedded message at this field. */
    ProtoReader bytes() throws Malformed {
        long length = integer();
        require(length, "unexpected EOF");
        ByteBuffer part = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return new ProtoReader(part);
    }

    String string() throws Malformed {
        try {
            return UTF_8.newDecoder().decode(bytes().in).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("field " + field + " contains invalid UTF-8");
        }
    }

    double number() throws Malformed {
        require(Double.BYTES, "unexpected EOF");
        return in.getDouble();
    }

    long integer() throws Malformed {
        long value = 0;
        for (int at = 0; at < LONGEST_VARINT; at++) {
            require(1, "unexpected EOF");
            byte part = in.get();
            value |= (part & 0x7FL) << (7 * at);
            if (part >= 0) {
                return value;
            }
        }
        throw new Malformed("a number of more than " + LONGEST_VARINT + " bytes");
    }

    /** Passes over a field that is not known here. */
    void skip() throws Malformed {
        switch (wireType) {
            case ProtoWriter.VARINT -> integer();
            case ProtoWriter.FIXED64 -> number();
            case ProtoWriter.LENGTH_DELIMITED -> bytes();
            case FIXED32 -> {
                require(Integer.BYTES, "unexpected EOF");
                in.getInt();
            }
            default -> throw new Malformed("wire type " + wireType + " (expected: 0, 1, 2 or 5)");
        }
    }

    private void require(long bytes, String otherwise) throws Malformed {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new Malformed(otherwise);
        }
    }
}
