package dev.perk.control.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.perk.kube.Json;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Types that are messages on the wire but something simpler in JSON. A zero is a missing node.
 *
 * <p>Source: the {@code generated.proto} files of {@code k8s.io/apimachinery}.
 */
final class OddTypes {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private OddTypes() {}

    static JsonNode quantity(Wire wire) {
        String text = "";
        while (wire.next()) {
            if (wire.number() == 1) {
                text = wire.string();
            } else {
                wire.skip();
            }
        }
        return TextNode.valueOf(text);
    }

    static JsonNode intOrString(Wire wire) {
        boolean isText = false;
        int number = 0;
        String text = "";
        while (wire.next()) {
            switch (wire.number()) {
                case 1 -> isText = wire.varint() == 1;
                case 2 -> number = (int) wire.varint();
                case 3 -> text = wire.string();
                default -> wire.skip();
            }
        }
        var nodes = Json.mapper().getNodeFactory();
        return isText ? nodes.textNode(text) : nodes.numberNode(number);
    }

    static JsonNode time(Wire wire) {
        return time(wire, SECONDS);
    }

    static JsonNode microTime(Wire wire) {
        return time(wire, MICROS);
    }

    /** An empty message is Go's zero time, which means "never". */
    private static JsonNode time(Wire wire, DateTimeFormatter format) {
        if (wire.atEnd()) {
            return MissingNode.getInstance();
        }
        long seconds = 0;
        long nanos = 0;
        while (wire.next()) {
            switch (wire.number()) {
                case 1 -> seconds = wire.varint();
                case 2 -> nanos = wire.varint();
                default -> wire.skip();
            }
        }
        try {
            return TextNode.valueOf(format.format(Instant.ofEpochSecond(seconds, nanos)));
        } catch (DateTimeException | ArithmeticException e) {
            throw Wire.malformed("a time of " + seconds + " seconds since 1970");
        }
    }

    /** Bytes that hold a JSON document of their own. */
    static JsonNode rawJson(Wire wire) {
        JsonNode value = MissingNode.getInstance();
        while (wire.next()) {
            if (wire.number() == 1) {
                try {
                    value = Json.read(wire.bytes());
                } catch (UncheckedIOException e) {
                    throw Wire.malformed("raw JSON inside: " + e.getMessage());
                }
            } else {
                wire.skip();
            }
        }
        return value;
    }
}
