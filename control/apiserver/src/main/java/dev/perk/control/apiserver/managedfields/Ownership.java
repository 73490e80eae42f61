package dev.perk.control.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.Comparison;
import dev.perk.kube.fields.FieldSet;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.fields.PathElement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How writes move fields from one manager to another.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/managedfields/internal} ({@code
 * managedfieldsupdater.go}, {@code capmanagers.go}, {@code stripmeta.go}, {@code
 * skipnonapplied.go}), {@code sigs.k8s.io/structured-merge-diff merge/update.go}.
 *
 * @param type what the object is
 * @param version its {@code apiVersion}
 * @param subresource the way by which it is written; empty for the object itself
 */
public record Ownership(FieldType type, String version, String subresource, Instant now) {
    private static final int MOST_UPDATERS = 10;
    private static final String ANCIENT = "ancient-changes";

    /** The server's own fields, and those that say which object it is. */
    static final FieldSet UNMANAGED = unmanaged();

    private static FieldSet unmanaged() {
        FieldSet.Builder metadata = FieldSet.builder();
        for (String field :
                List.of(
                        "name",
                        "namespace",
                        "creationTimestamp",
                        "selfLink",
                        "uid",
                        "clusterName",
                        "generation",
                        "managedFields",
                        "resourceVersion")) {
            metadata.add(new PathElement.Name(field), true, FieldSet.NONE);
        }
        return FieldSet.builder()
                .add(new PathElement.Name("apiVersion"), true, FieldSet.NONE)
                .add(new PathElement.Name("kind"), true, FieldSet.NONE)
                .add(new PathElement.Name("metadata"), true, metadata.build())
                .build();
    }

    String time() {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** What a stored object says; nothing, where nobody can read it. */
    public static ManagedFields of(JsonNode object) {
        try {
            return ManagedFields.read(object.path("metadata").path("managedFields"));
        } catch (IllegalArgumentException e) {
            return ManagedFields.NONE;
        }
    }

    /**
     * The entries that a write begins with. Clients may edit them; most know nothing of them, and
     * must not lose them by that. One empty entry resets them, on purpose only.
     *
     * @param stored the object as it is
     * @param wanted the object as the client wants it
     */
    public ManagedFields begin(JsonNode stored, JsonNode wanted) {
        JsonNode sent = wanted.path("metadata").path("managedFields");
        if (!subresource.isEmpty()) {
            return of(stored);
        }
        if (sent.size() == 1 && sent.path(0).isObject() && sent.path(0).isEmpty()) {
            return ManagedFields.NONE;
        }
        ManagedFields edited = of(wanted);
        return edited.isEmpty() ? of(stored) : edited;
    }

    /** The entries after an object was created. */
    public ManagedFields created(JsonNode after, ManagedFields managed, String manager) {
        ObjectNode before = Json.object();
        return updated(before, after, managed, manager);
    }

    /** The entries after somebody has written what had no fields of its own so far. */
    public ManagedFields updated(
            JsonNode before, JsonNode after, ManagedFields managed, String manager) {
        Comparison comparison = Comparison.between(type, before, after);
        ManagedFields others = taken(managed, comparison);
        FieldSet written = comparison.changed().difference(UNMANAGED);
        if (written.isEmpty()) {
            return others;
        }
        Owner self = Owner.updating(manager, version, subresource);
        FieldSet known = others.of(self).map(ManagedFields.Owned::fields).orElse(FieldSet.NONE);
        return capped(
                others.with(self, new ManagedFields.Owned(version, known.union(written), time())));
    }

    /**
     * The entries after a write that leaves none of its own: what it has changed belongs to nobody
     * who had it before.
     */
    public ManagedFields taken(JsonNode before, JsonNode after, ManagedFields managed) {
        return taken(managed, Comparison.between(type, before, after));
    }

    private static ManagedFields taken(ManagedFields managed, Comparison comparison) {
        FieldSet lost = comparison.changed().union(comparison.removed());
        return managed.each(fields -> fields.difference(lost));
    }

    /** The oldest updates share one entry for each version, once there are too many. */
    private static ManagedFields capped(ManagedFields managed) {
        List<Owner> updaters = new ArrayList<>();
        managed.entries().keySet().stream()
                .filter(manager -> !manager.applies())
                .sorted(
                        Comparator.comparing((Owner manager) ->
                                        managed.of(manager)
                                                .map(ManagedFields.Owned::time)
                                                .orElse(""))
                                .thenComparing(Owner.ORDER))
                .forEach(updaters::add);
        ManagedFields result = managed;
        int left = updaters.size();
        Map<String, Owner> first = new HashMap<>();
        for (Owner updater : updaters) {
            if (left <= MOST_UPDATERS) {
                break;
            }
            ManagedFields.Owned owned = result.of(updater).orElseThrow();
            Owner bucket = Owner.updating(ANCIENT, owned.version(), "");
            Owner older = first.putIfAbsent(owned.version(), updater);
            if (older != null) {
                FieldSet known =
                        result.of(older).map(ManagedFields.Owned::fields).orElse(FieldSet.NONE);
                result =
                        result.without(older)
                                .without(updater)
                                .with(
                                        bucket,
                                        new ManagedFields.Owned(
                                                owned.version(),
                                                known.union(owned.fields()),
                                                owned.time()));
                first.put(owned.version(), bucket);
                left--;
            }
        }
        return result;
    }
}
