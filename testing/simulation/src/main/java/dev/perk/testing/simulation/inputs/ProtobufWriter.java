package dev.perk.testing.simulation.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.schema.Field;
import dev.perk.control.apiserver.schema.Message;
import dev.perk.control.apiserver.schema.MessageTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes objects as Go clients do: what the server only ever reads. */
final class ProtobufWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private final MessageTable table;

    ProtobufWriter(MessageTable table) {
        this.table = table;
    }

    byte[] write(ObjectNode object, Message message) {
        Out type = new Out();
        type.text(1, object.get("apiVersion").textValue());
        type.text(2, object.get("kind").textValue());
        Out raw = new Out();
        fields(raw, object, message);
        Out envelope = new Out();
        envelope.bytes.writeBytes(new byte[] {'k', '8', 's', 0});
        envelope.bytes(1, type.toBytes());
        envelope.bytes(2, raw.toBytes());
        envelope.text(3, "");
        envelope.text(4, "");
        return envelope.toBytes();
    }

    private void fields(Out out, JsonNode object, Message message) {
        for (Field field : message.fields()) {
            if (field.number() == 0) {
                continue;
            }
            if (field.inline()) {
                Out inner = new Out();
                table.messageOf(field).ifPresent(inlined -> fields(inner, object, inlined));
                out.bytes(field.number(), inner.toBytes());
                continue;
            }
            JsonNode value = object.get(field.name());
            if (value == null) {
                continue;
            }
            switch (field.shape()) {
                case ONE -> value(out, field.number(), field, value);
                case LIST -> value.forEach(each -> value(out, field.number(), field, each));
                case MAP, MAP_OF_LISTS ->
                        value.properties()
                                .forEach(entry -> {
                                    Out pair = new Out();
                                    pair.text(1, entry.getKey());
                                    if (field.shape() == Field.Shape.MAP) {
                                        value(pair, 2, field, entry.getValue());
                                    } else {
                                        Out items = new Out();
                                        entry.getValue()
                                                .forEach(item -> items.text(1, item.textValue()));
                                        pair.bytes(2, items.toBytes());
                                    }
                                    out.bytes(field.number(), pair.toBytes());
                                });
            }
        }
    }

    private void value(Out out, int number, Field field, JsonNode value) {
        switch (field.type()) {
            case "string" -> out.text(number, value.textValue());
            case "bool" -> out.number(number, value.booleanValue() ? 1 : 0);
            case "int32", "int64" -> out.number(number, value.longValue());
            case "double" -> out.fixed(number, value.doubleValue());
            case "bytes" -> out.bytes(number, binary(value));
            case "Quantity" -> out.bytes(number, new Out().text(1, value.textValue()).toBytes());
            case "IntOrString" ->
                    out.bytes(
                            number,
                            new Out()
                                    .number(1, value.isTextual() ? 1 : 0)
                                    .number(2, value.asInt(0))
                                    .text(3, value.isTextual() ? value.textValue() : "")
                                    .toBytes());
            case "Time", "MicroTime" -> {
                Instant time = Instant.parse(value.textValue());
                out.bytes(
                        number,
                        new Out()
                                .number(1, time.getEpochSecond())
                                .number(2, time.getNano())
                                .toBytes());
            }
            case "FieldsV1", "RawExtension" ->
                    out.bytes(number, new Out().text(1, value.toString()).toBytes());
            default -> {
                Out inner = new Out();
                table.messageOf(field).ifPresent(message -> fields(inner, value, message));
                out.bytes(number, inner.toBytes());
            }
        }
    }

    private static byte[] binary(JsonNode value) {
        try {
            return value.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The wire format. */
    private static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        byte[] toBytes() {
            return bytes.toByteArray();
        }

        Out text(int number, String text) {
            return bytes(number, text.getBytes(StandardCharsets.UTF_8));
        }

        Out bytes(int number, byte[] value) {
            varint((long) number << 3 | BYTES);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        Out number(int number, long value) {
            varint((long) number << 3 | VARINT);
            varint(value);
            return this;
        }

        void fixed(int number, double value) {
            varint((long) number << 3 | FIXED64);
            bytes.writeBytes(
                    ByteBuffer.allocate(Double.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putDouble(value)
                            .array());
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }
}
