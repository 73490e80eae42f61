package dev.perk.control.apiserver.schema;

import dev.perk.api.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All messages of a table by name, and the kinds among them.
 *
 * <p>A table may stand on another, whose messages its fields can name too.
 */
public final class MessageTable {
    private final @Nullable MessageTable below;
    private final Map<String, Message> byFullName = new LinkedHashMap<>();
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
        static final MessageTable TABLE =
                parse(
                        null,
                        Stream.of(
                                        "kubernetes.txt",
                                        "workloads.txt",
                                        "autoscaling.txt",
                                        "networking.txt",
                                        "storage.txt",
                                        "policy.txt",
                                        "events.txt")
                                .map(MessageTable::resource)
                                .collect(Collectors.joining("\n\n")));
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
        List<Paragraph> paragraphs = new ArrayList<>();
        String packageName = "";
        for (String paragraph : text.split("\n\n+", -1)) {
            if (paragraph.startsWith("package ")) {
                packageName = paragraph.substring("package ".length()).strip();
            } else if (!paragraph.startsWith("#") && !paragraph.isBlank()) {
                List<String> lines = paragraph.strip().lines().map(String::strip).toList();
                paragraphs.add(
                        new Paragraph(
                                Message.parse(packageName, lines),
                                Message.apiVersion(lines.getFirst())));
            }
        }
        Names names = new Names(below, paragraphs);
        for (Paragraph paragraph : paragraphs) {
            Message message = paragraph.message().resolved(names::fullName);
            table.byFullName.put(message.fullName(), message);
            paragraph
                    .apiVersion()
                    .ifPresent(
                            version -> table.kinds.put(kindKey(version, message.name()), message));
        }
        return table;
    }

    /** A message as it is written, and the version that it is a kind of. */
    private record Paragraph(Message message, Optional<String> apiVersion) {}

    /**
     * Finds what a field means by the short name of a message: first in its own package, as several
     * versions of a kind have parts of the same name.
     */
    private static final class Names {
        private final @Nullable MessageTable below;
        private final Map<String, List<String>> byName = new HashMap<>();

        Names(@Nullable MessageTable below, List<Paragraph> paragraphs) {
            this.below = below;
            for (Paragraph paragraph : paragraphs) {
                Message message = paragraph.message();
                byName.computeIfAbsent(message.name(), _ -> new ArrayList<>())
                        .add(message.fullName());
            }
        }

        String fullName(String packageName, String name) {
            List<String> found = byName.getOrDefault(name, List.of());
            String near = packageName + "." + name;
            if (found.contains(near)) {
                return near;
            }
            if (found.isEmpty() && below != null) {
                found =
                        below.byFullName.values().stream()
                                .filter(message -> message.name().equals(name))
                                .map(Message::fullName)
                                .toList();
            }
            if (found.size() != 1) {
                throw new IllegalStateException(
                        packageName + " names " + name + ", which is one of " + found);
            }
            return found.getFirst();
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

    private Message message(String fullName) {
        Message message = byFullName.get(fullName);
        if (message != null) {
            return message;
        }
        if (below == null) {
            throw new IllegalStateException(
                    "the table names " + fullName + " but does not describe it");
        }
        return below.message(fullName);
    }

    /** The kinds of this table, as {@code v1 Namespace}, in order. */
    public Map<String, Message> kinds() {
        return kinds;
    }

    /** All messages of this table itself. */
    Iterable<Message> messages() {
        return byFullName.values();
    }
}
