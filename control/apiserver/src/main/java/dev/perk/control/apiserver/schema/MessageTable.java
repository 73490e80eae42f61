package dev.perk.control.apiserver.schema;

import dev.perk.api.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All messages of a table by name, and the kinds among them.
 *
 * <p>A table may stand on another, whose messages its fields can name too.
 */
public final class MessageTable {
    private final @Nullable MessageTable below;
    private final Map<String, Message> messages = new HashMap<>();
    private final Map<String, Message> kinds = new TreeMap<>();

    private MessageTable(@Nullable MessageTable below) {
        this.below = below;
    }

    /** Kubernetes' own kinds; read when somebody first needs them. */
    public static MessageTable kubernetes() {
        return Kubernetes.TABLE;
    }

    /** Knative's kinds, which hold some of Kubernetes' messages. */
    public static MessageTable knative() {
        return Knative.TABLE;
    }

    /** The table that describes {@code type}. */
    public static MessageTable of(ResourceType type) {
        return type.custom() ? knative() : kubernetes();
    }

    // One holder each, so that a server that only ever sees Knative's kinds reads both, and one
    // that is idle reads none.
    private static final class Kubernetes {
        static final MessageTable TABLE = parse(null, resource("kubernetes.txt"));
    }

    private static final class Knative {
        static final MessageTable TABLE = parse(kubernetes(), resource("knative.txt"));
    }

    private static String resource(String name) {
        try (InputStream in = MessageTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is missing beside " + MessageTable.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the text form that {@code kubernetes.txt} explains. */
    static MessageTable parse(@Nullable MessageTable below, String text) {
        MessageTable table = new MessageTable(below);
        String packageName = "";
        for (String paragraph : text.split("\n\n+", -1)) {
            if (paragraph.startsWith("package ")) {
                packageName = paragraph.substring("package ".length()).strip();
            } else if (!paragraph.startsWith("#") && !paragraph.isBlank()) {
                table.add(packageName, paragraph.strip().lines().map(String::strip).toList());
            }
        }
        return table;
    }

    private void add(String packageName, List<String> lines) {
        String[] head = lines.getFirst().split(" = ", -1);
        List<String> body = lines.subList(1, lines.size());
        List<Field> fields =
                body.stream().filter(line -> line.contains(" ")).map(Field::parse).toList();
        Message message =
                new Message(
                        packageName, head[0], fields, body.contains("*"), body.contains("atomic"));
        messages.put(message.name(), message);
        if (head.length > 1) {
            kinds.put(kindKey(head[1], message.name()), message);
        }
    }

    private static String kindKey(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    /** The message of a kind, if the table has it. */
    public Optional<Message> kind(String apiVersion, String kind) {
        Message exact = kinds.get(kindKey(apiVersion, kind));
        return Optional.ofNullable(exact != null ? exact : kinds.get(kindKey("*", kind)));
    }

    /** The message of the values of {@code field}; empty if they are of a built-in type. */
    public Optional<Message> messageOf(Field field) {
        return field.ofMessages() ? Optional.of(message(field.type())) : Optional.empty();
    }

    private Message message(String name) {
        Message message = messages.get(name);
        if (message != null) {
            return message;
        }
        if (below == null) {
            throw new IllegalStateException(
                    "the table names " + name + " but does not describe it");
        }
        return below.message(name);
    }

    /** The kinds of this table, as {@code v1 Namespace}, in order. */
    public Map<String, Message> kinds() {
        return kinds;
    }

    /** All messages of this table itself. */
    Iterable<Message> messages() {
        return messages.values();
    }
}
