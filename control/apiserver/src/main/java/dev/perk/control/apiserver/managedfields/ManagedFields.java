package dev.perk.control.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.fields.FieldSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * {@code metadata.managedFields}: what each manager has written.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/managedfields/internal/managedfields.go}.
 */
public final class ManagedFields {
    public static final ManagedFields NONE = new ManagedFields(new TreeMap<>(Owner.ORDER));

    /**
     * @param version the {@code apiVersion} in which the fields are meant
     * @param time of the last change, to the second, as it is written; empty if nobody knows
     */
    record Owned(String version, FieldSet fields, String time) {
        Owned with(FieldSet other) {
            return new Owned(version, other, time);
        }
    }

    private final SortedMap<Owner, Owned> entries;

    private ManagedFields(SortedMap<Owner, Owned> entries) {
        this.entries = entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    Map<Owner, Owned> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    Optional<Owned> of(Owner manager) {
        return Optional.ofNullable(entries.get(manager));
    }

    /** The same with another entry; without it, if it has no fields. */
    ManagedFields with(Owner manager, Owned owned) {
        SortedMap<Owner, Owned> changed = new TreeMap<>(entries);
        if (owned.fields().isEmpty()) {
            changed.remove(manager);
        } else {
            changed.put(manager, owned);
        }
        return new ManagedFields(changed);
    }

    ManagedFields without(Owner manager) {
        SortedMap<Owner, Owned> changed = new TreeMap<>(entries);
        changed.remove(manager);
        return new ManagedFields(changed);
    }

    /** Each set as {@code change} makes it; entries without fields go. */
    ManagedFields each(UnaryOperator<FieldSet> change) {
        SortedMap<Owner, Owned> changed = new TreeMap<>(Owner.ORDER);
        entries.forEach((manager, owned) -> {
            FieldSet fields = change.apply(owned.fields());
            if (!fields.isEmpty()) {
                changed.put(manager, owned.with(fields));
            }
        });
        return new ManagedFields(changed);
    }

    /** Whether both say the same, whenever it was said. */
    public boolean sameFields(ManagedFields other) {
        return timeless().equals(other.timeless());
    }

    private Map<Owner, Owned> timeless() {
        SortedMap<Owner, Owned> timeless = new TreeMap<>(entries);
        timeless.replaceAll((manager, owned) -> new Owned(owned.version(), owned.fields(), ""));
        return timeless;
    }

    /**
     * Reads the entries of an object.
     *
     * @param list {@code metadata.managedFields}; may be missing
     * @throws IllegalArgumentException if it is none
     */
    static ManagedFields read(JsonNode list) {
        SortedMap<Owner, Owned> entries = new TreeMap<>(Owner.ORDER);
        for (JsonNode entry : list) {
            String version = entry.path("apiVersion").asText();
            if (!entry.path("fieldsType").asText().equals("FieldsV1") || version.isEmpty()) {
                throw new IllegalArgumentException("not an entry of managedFields: " + entry);
            }
            Owner.Operation operation = Owner.Operation.of(entry.path("operation").asText());
            Owner manager =
                    new Owner(
                            entry.path("manager").asText(),
                            operation,
                            operation == Owner.Operation.APPLY ? "" : version,
                            entry.path("subresource").asText());
            FieldSet fields =
                    entry.has("fieldsV1") ? FieldSet.read(entry.path("fieldsV1")) : FieldSet.NONE;
            entries.put(manager, new Owned(version, fields, entry.path("time").asText()));
        }
        return new ManagedFields(entries);
    }

    /** Appliers first, then by time. */
    public ArrayNode write() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        entries.entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<Owner, Owned> entry) ->
                                        entry.getKey().operation())
                                .thenComparing(entry -> entry.getValue().time())
                                .thenComparing(Map.Entry::getKey, Owner.ORDER))
                .forEach(entry -> write(list.addObject(), entry.getKey(), entry.getValue()));
        return list;
    }

    private static void write(ObjectNode entry, Owner manager, Owned owned) {
        entry.put("manager", manager.name())
                .put("operation", manager.operation().word())
                .put("apiVersion", owned.version());
        if (!owned.time().isEmpty()) {
            entry.put("time", owned.time());
        }
        entry.put("fieldsType", "FieldsV1").set("fieldsV1", owned.fields().write());
        if (!manager.subresource().isEmpty()) {
            entry.put("subresource", manager.subresource());
        }
    }
}
