package dev.perk.control.apiserver.schema;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.fields.FieldType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How the kinds of the tables merge: what server-side apply and strategic merge patches need to
 * know of them. One type is made for each message, when somebody first writes an object with it.
 */
public final class KindType {
    /** By version and kind: to a {@link ResourceType} all versions are the same. */
    private static final Map<String, FieldType.MapOf> BY_KIND = new ConcurrentHashMap<>();

    private static final Map<MessageTable, KindType> BY_TABLE = new ConcurrentHashMap<>();

    private final MessageTable table;
    private final Map<String, FieldType.MapOf> byMessage = new ConcurrentHashMap<>();

    private KindType(MessageTable table) {
        this.table = table;
    }

    /**
     * @throws java.util.NoSuchElementException if no table describes the kind
     */
    public static FieldType.MapOf of(ResourceType type) {
        return BY_KIND.computeIfAbsent(
                type.apiVersion() + "/" + type.kind(),
                name -> {
                    MessageTable table = MessageTable.of(type);
                    return in(table).kind(table.kind(type.apiVersion(), type.kind()).orElseThrow());
                });
    }

    private static KindType in(MessageTable table) {
        return BY_TABLE.computeIfAbsent(table, KindType::new);
    }

    /** The metadata of all kinds. */
    public static FieldType metadata() {
        MessageTable table = MessageTable.kubernetes();
        Message namespace = table.kind("v1", "Namespace").orElseThrow();
        return in(table).message(namespace).at("metadata");
    }

    private FieldType.MapOf kind(Message kind) {
        FieldType.MapOf fields = message(kind);
        FieldType.Member text = FieldType.Member.of(FieldType.Scalar.STRING);
        return FieldType.MapOf.struct(
                name ->
                        name.equals("apiVersion") || name.equals("kind")
                                ? Optional.of(text)
                                : fields.member(name),
                kind.open() ? Optional.of(FieldType.Unknown.UNKNOWN) : Optional.empty(),
                false);
    }

    private FieldType.MapOf message(Message message) {
        return byMessage.computeIfAbsent(
                message.fullName(),
                name ->
                        FieldType.MapOf.struct(
                                fieldsByName(message),
                                message.open()
                                        ? Optional.of(FieldType.Unknown.UNKNOWN)
                                        : Optional.empty(),
                                message.atomic()));
    }

    /** Fields are looked at one by one: a message may hold itself. */
    private Function<String, Optional<FieldType.Member>> fieldsByName(Message message) {
        Map<String, Field> byName = new HashMap<>();
        collect(message, byName);
        return name -> Optional.ofNullable(byName.get(name)).map(this::member);
    }

    private void collect(Message message, Map<String, Field> into) {
        for (Field field : message.fields()) {
            if (field.inline()) {
                table.messageOf(field).ifPresent(inner -> collect(inner, into));
            } else {
                into.put(field.name(), field);
            }
        }
    }

    private FieldType.Member member(Field field) {
        // Typed clients and servers have structs that are no pointers even where JSON has nothing.
        boolean alwaysThere =
                field.shape() == Field.Shape.ONE
                        && field.ofMessages()
                        && field.number() > 0
                        && !field.pointer();
        return new FieldType.Member(type(field), alwaysThere, field.initial().map(TextNode::new));
    }

    private FieldType type(Field field) {
        return switch (field.shape()) {
            case ONE -> value(field);
            case LIST -> new FieldType.ListOf(value(field), listKind(field), listPatch(field));
            case MAP -> FieldType.MapOf.entries(value(field), field.atomic());
            case MAP_OF_LISTS ->
                    FieldType.MapOf.entries(
                            new FieldType.ListOf(value(field), FieldType.ATOMIC, FieldType.REPLACE),
                            field.atomic());
        };
    }

    private FieldType value(Field field) {
        return switch (field.type()) {
            case "string", "bytes", "Time", "MicroTime" -> FieldType.Scalar.STRING;
            case "bool" -> FieldType.Scalar.BOOLEAN;
            case "int32", "int64", "double" -> FieldType.Scalar.NUMERIC;
            case "Quantity", "IntOrString" -> FieldType.Scalar.ANY;
            case "FieldsV1", "RawExtension", "JSONSchemaProps", "Anything" ->
                    FieldType.Unknown.UNKNOWN;
            default -> table.messageOf(field).<FieldType>map(this::message).orElseThrow();
        };
    }

    private static FieldType.ListKind listKind(Field field) {
        if (field.atomic()) {
            return FieldType.ATOMIC;
        }
        if (!field.keys().isEmpty()) {
            return new FieldType.ListKind.KeyedBy(field.keys());
        }
        return merges(field) ? new FieldType.ListKind.Values() : FieldType.ATOMIC;
    }

    private static FieldType.ListPatch listPatch(Field field) {
        if (!merges(field)) {
            return FieldType.REPLACE;
        }
        return field.key()
                .<FieldType.ListPatch>map(FieldType.ListPatch.MergeBy::new)
                .orElseGet(FieldType.ListPatch.MergeValues::new);
    }

    private static boolean merges(Field field) {
        return field.patchStrategies().contains("merge");
    }
}
