package dev.perk.control.apiserver.protobuf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All messages that can be read, by name, and the kinds among them. */
public final class MessageTable {
    private static final String RESOURCE = "messages.txt";

    /**
     * A message.
     *
     * @param packageName where it lives, such as {@code io.k8s.api.core.v1}
     * @param fields in the order of the table
     */
    public record Message(
            String packageName, String name, List<Field> fields, Map<Integer, Field> byNumber) {
        public Message {
            fields = List.copyOf(fields);
            byNumber = Map.copyOf(byNumber);
        }
    }

    private final Map<String, Message> messages = new HashMap<>();
    private final Map<String, Message> kinds = new HashMap<>();

    private MessageTable() {}

    /** The table of Kubernetes 1.32; read when somebody first needs it. */
    public static MessageTable kubernetes() {
        return Loaded.KUBERNETES;
    }

    private static final class Loaded {
        static final MessageTable KUBERNETES = parse(resource());

        private static String resource() {
            try (InputStream in = MessageTable.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException(
                            RESOURCE + " is missing beside " + MessageTable.class.getName());
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads the text form that {@code messages.txt} explains. */
    static MessageTable parse(String text) {
        MessageTable table = new MessageTable();
        String packageName = "";
        for (String paragraph : text.split("\n\n+", -1)) {
            if (paragraph.startsWith("package ")) {
                packageName = paragraph.substring("package ".length()).strip();
            } else if (!paragraph.startsWith("#") && !paragraph.isBlank()) {
                table.add(packageName, paragraph.strip().lines().toList());
            }
        }
        return table;
    }

    private void add(String packageName, List<String> lines) {
        String[] head = lines.getFirst().split(" = ", -1);
        List<Field> fields = lines.stream().skip(1).map(line -> Field.parse(line.strip())).toList();
        Map<Integer, Field> byNumber = new HashMap<>();
        fields.forEach(field -> byNumber.put(field.number(), field));
        Message message = new Message(packageName, head[0], fields, byNumber);
        messages.put(message.name(), message);
        if (head.length > 1) {
            kinds.put(kindKey(head[1], message.name()), message);
        }
    }

    private static String kindKey(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    /** The message of a kind, if it can be read. */
    public Optional<Message> kind(String apiVersion, String kind) {
        Message exact = kinds.get(kindKey(apiVersion, kind));
        return Optional.ofNullable(exact != null ? exact : kinds.get(kindKey("*", kind)));
    }

    /** Empty for a scalar or one of the types that JSON writes in its own way. */
    public Optional<Message> message(String name) {
        return Optional.ofNullable(messages.get(name));
    }

    /** The kinds that can be read, as {@code v1 Namespace}, in order. */
    List<String> kinds() {
        return new ArrayList<>(new TreeSet<>(kinds.keySet()));
    }

    /** Types that a field names although nothing describes them: none, if the table is whole. */
    List<String> undescribed() {
        return messages.values().stream()
                .flatMap(message -> message.fields().stream())
                .map(Field::type)
                .filter(type -> !messages.containsKey(type) && !Field.BUILT_IN.contains(type))
                .distinct()
                .toList();
    }
}
