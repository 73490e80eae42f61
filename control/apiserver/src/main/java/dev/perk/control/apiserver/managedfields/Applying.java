package dev.perk.control.apiserver.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.Comparison;
import dev.perk.kube.fields.DeclaredFields;
import dev.perk.kube.fields.FieldSet;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.fields.Merging;
import dev.perk.kube.fields.Pruning;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Applies a configuration: lays it over the object, takes away what its manager has given up, and
 * finds out whose fields that changes.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff merge/update.go} ({@code Apply}, {@code
 * prune}, {@code addBackOwnedItems}, {@code addBackDanglingItems}).
 *
 * @param manager who applies
 * @param force whether it may take what others have
 */
public record Applying(Ownership ownership, String manager, boolean force) {
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    /** What comes of it: the whole object, and its entries. */
    public record Applied(ObjectNode object, ManagedFields managed) {}

    /**
     * @param live the object as it is; empty if there is none
     * @param config of the same type, without {@code managedFields}
     * @throws dev.perk.kube.store.ApiException 409 Conflict, if it changes fields of others
     */
    public Applied apply(Optional<ObjectNode> live, ObjectNode config) {
        ObjectNode before = live.map(Applying::withoutManagedFields).orElseGet(Json::object);
        ManagedFields managed = live.map(Ownership::of).orElse(ManagedFields.NONE);
        if (managed.isEmpty() && live.isPresent()) {
            managed = ownership.created(before, managed, BEFORE_FIRST_APPLY);
        }
        Owner self = Owner.applying(manager, ownership.subresource());
        FieldType type = ownership.type();
        FieldSet last = managed.of(self).map(ManagedFields.Owned::fields).orElse(FieldSet.NONE);
        FieldSet declared = DeclaredFields.of(type, config);
        ManagedFields declaring = managed.with(self, owned(declared));
        ObjectNode merged = (ObjectNode) Merging.merge(type, before, config);
        ObjectNode pruned = pruned(merged, last, declaring);
        Comparison comparison = Comparison.between(type, before, pruned);
        ApplyConflict conflict = conflict(managed.without(self), comparison);
        if (!force && !conflict.isEmpty()) {
            Optional<ApplyConflict> left = LastApplied.remaining(type, manager, before, conflict);
            if (left.isPresent()) {
                throw left.get().refusal();
            }
        }
        ManagedFields others =
                managed.without(self)
                        .each(fields ->
                                fields.difference(comparison.changed())
                                        .difference(comparison.removed()));
        FieldSet managing = declared.difference(Ownership.UNMANAGED);
        boolean changes = !before.equals(pruned) || !managing.equals(last);
        String time =
                changes
                        ? ownership.time()
                        : managed.of(self).map(ManagedFields.Owned::time).orElse("");
        ManagedFields after =
                others.with(self, new ManagedFields.Owned(ownership.version(), managing, time));
        return new Applied(LastApplied.followed(manager, pruned), after);
    }

    private ManagedFields.Owned owned(FieldSet fields) {
        return new ManagedFields.Owned(ownership.version(), fields, "");
    }

    private static ObjectNode withoutManagedFields(ObjectNode object) {
        if (!object.path("metadata").has("managedFields")) {
            return object;
        }
        ObjectNode metadata = Json.object();
        metadata.setAll((ObjectNode) object.path("metadata"));
        metadata.remove("managedFields");
        ObjectNode copy = Json.object();
        copy.setAll(object);
        copy.set("metadata", metadata);
        return copy;
    }

    private static ApplyConflict conflict(ManagedFields others, Comparison comparison) {
        FieldSet changed = comparison.changed();
        Map<Owner, FieldSet> fields = new HashMap<>();
        others.entries()
                .forEach((manager, owned) ->
                        fields.put(manager, owned.fields().intersection(changed)));
        return ApplyConflict.of(fields);
    }

    /**
     * Without what the manager has given up, unless somebody else declares it or something that
     * stays hangs on it.
     *
     * @param last what the manager declared before
     * @param managed what everybody declares now
     */
    private ObjectNode pruned(ObjectNode merged, FieldSet last, ManagedFields managed) {
        if (last.isEmpty()) {
            return merged;
        }
        FieldType type = ownership.type();
        FieldSet given = last.withNamedFields(type);
        FieldSet all = DeclaredFields.of(type, merged).withNamedFields(type);
        FieldSet staying =
                DeclaredFields.of(type, Pruning.without(type, merged, given)).withNamedFields(type);
        FieldSet declared =
                managed.entries().values().stream()
                        .map(ManagedFields.Owned::fields)
                        .reduce(FieldSet.NONE, FieldSet::union);
        FieldSet wanted = staying.union(declared.withNamedFields(type));
        var owned = Pruning.without(type, merged, all.difference(wanted));
        FieldSet ownedFields = DeclaredFields.of(type, owned).withNamedFields(type);
        // Only what was this manager's can go: parts of it that nobody else had before stay.
        // What is declared stays, even if nothing of what hung on it does.
        FieldSet going = all.difference(ownedFields).intersection(given).difference(declared);
        return (ObjectNode) Pruning.without(type, merged, going);
    }
}
