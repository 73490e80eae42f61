package dev.perk.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object, as stored and as sent: a JSON tree that nobody changes.
 *
 * <p>Typed classes lose empty lists, empty maps and nulls, so the tree is the truth and {@link #as}
 * gives a view for reading. An edited copy comes from {@link #with}. Sharing is safe as long as
 * {@link #tree} and views are only read.
 */
public final class KubeObject {
    private final ResourceType type;
    private final ObjectNode tree;
    private final NamespacedName name;
    private final long revision;
    private final Map<String, String> labels;
    private volatile @Nullable Object view;

    private KubeObject(ResourceType type, ObjectNode tree) {
        this.type = type;
        this.tree = tree;
        JsonNode metadata = metadata();
        this.name =
                new NamespacedName(
                        metadata.path("namespace").asText(), metadata.path("name").asText());
        this.revision = metadata.path("resourceVersion").asLong();
        this.labels = strings(metadata.path("labels"));
    }

    /** Wraps {@code tree}, which must not change any more. */
    public static KubeObject of(ResourceType type, ObjectNode tree) {
        return new KubeObject(type, tree);
    }

    /**
     * The object that a fabric8 model instance describes; its {@code apiVersion} and {@code kind}
     * are set from {@code type}.
     */
    public static KubeObject of(ResourceType type, Object model) {
        ObjectNode tree =
                Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        tree.setAll(Json.tree(model));
        tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        return new KubeObject(type, tree);
    }

    /**
     * The same object in another version of its kind, which differs in nothing but its name; or
     * under a newer description of the same version.
     */
    // One description is one instance as long as nobody defines the kind anew.
    @SuppressWarnings("ReferenceEquality")
    public KubeObject in(ResourceType other) {
        // The tree decides: what was stored may be of a version that its kind had before.
        String written = tree.path("apiVersion").asText();
        boolean same =
                written.length() == other.group().length() + 1 + other.version().length()
                        && written.startsWith(other.group())
                        && written.endsWith(other.version());
        if (same) {
            return type == other ? this : new KubeObject(other, tree);
        }
        ObjectNode renamed = Json.object();
        renamed.setAll(tree);
        renamed.put("apiVersion", other.apiVersion()).put("kind", other.kind());
        return new KubeObject(other, renamed);
    }

    public ResourceType type() {
        return type;
    }

    /** The whole object, for reading only. */
    public ObjectNode tree() {
        return tree;
    }

    public JsonNode metadata() {
        return tree.path("metadata");
    }

    /** What is wanted; a missing node if the object has no {@code spec}. */
    public JsonNode spec() {
        return tree.path("spec");
    }

    /** What was last seen; a missing node if nobody has written it. */
    public JsonNode status() {
        return tree.path("status");
    }

    public ResourceKey key() {
        return new ResourceKey(type, name);
    }

    public NamespacedName namespacedName() {
        return name;
    }

    /** Empty for a cluster-scoped object. */
    public String namespace() {
        return name.namespace();
    }

    public String name() {
        return name.name();
    }

    /** Empty before the object was created. */
    public String uid() {
        return metadata().path("uid").asText();
    }

    /** The {@code resourceVersion} as a number that only grows; 0 before the object was created. */
    public long revision() {
        return revision;
    }

    /** Grows whenever the spec changes; 0 for kinds without one. */
    public long generation() {
        return metadata().path("generation").asLong();
    }

    /** The generation that the status speaks of; 0 if no controller has looked yet. */
    public long observedGeneration() {
        return status().path("observedGeneration").asLong();
    }

    public Map<String, String> labels() {
        return labels;
    }

    public Optional<String> label(String key) {
        return Optional.ofNullable(labels.get(key));
    }

    public Map<String, String> annotations() {
        return strings(metadata().path("annotations"));
    }

    public Optional<String> annotation(String key) {
        JsonNode value = metadata().path("annotations").path(key);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    public Optional<Instant> created() {
        return instant("creationTimestamp");
    }

    /**
     * When deletion was asked for; present means that only finalizers or a grace period keep the
     * object.
     */
    public Optional<Instant> deleted() {
        return instant("deletionTimestamp");
    }

    public boolean isDeleting() {
        return metadata().hasNonNull("deletionTimestamp");
    }

    public List<String> finalizers() {
        List<String> finalizers = new ArrayList<>();
        metadata().path("finalizers").forEach(finalizer -> finalizers.add(finalizer.asText()));
        return finalizers;
    }

    public List<OwnerRef> owners() {
        List<OwnerRef> owners = new ArrayList<>();
        metadata().path("ownerReferences").forEach(owner -> owners.add(OwnerRef.read(owner)));
        return owners;
    }

    /** The owner that manages this object, if it has one. */
    public Optional<OwnerRef> controller() {
        return owners().stream().filter(OwnerRef::controller).findFirst();
    }

    public boolean isControlledBy(KubeObject owner) {
        return controller().filter(ref -> ref.uid().equals(owner.uid())).isPresent();
    }

    /**
     * This object as an instance of a fabric8 model class, for reading only. The last view is kept,
     * as a kind is almost always read through one class.
     *
     * @throws IllegalArgumentException if the tree does not fit the class
     */
    public <T> T as(Class<T> model) {
        Object known = view;
        if (model.isInstance(known)) {
            return model.cast(known);
        }
        T fresh = Json.view(tree, model);
        view = fresh;
        return fresh;
    }

    /** A copy that {@code edit} has changed. */
    public KubeObject with(Consumer<ObjectNode> edit) {
        ObjectNode copy = tree.deepCopy();
        edit.accept(copy);
        return new KubeObject(type, copy);
    }

    /** A copy with another status; an object has none where {@code status} is a missing node. */
    public KubeObject withStatus(JsonNode status) {
        return with(copy -> {
            if (status.isMissingNode()) {
                copy.remove("status");
            } else {
                copy.set("status", status);
            }
        });
    }

    /** The same object under another revision; shares all but its metadata with this one. */
    public KubeObject withRevision(long other) {
        ObjectNode changed = Json.object();
        changed.setAll(metadata() instanceof ObjectNode known ? known : Json.object());
        changed.put("resourceVersion", Long.toString(other));
        ObjectNode copy = Json.object();
        copy.setAll(tree);
        copy.set("metadata", changed);
        return new KubeObject(type, copy);
    }

    private Optional<Instant> instant(String field) {
        JsonNode value = metadata().path(field);
        return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
    }

    private static Map<String, String> strings(JsonNode node) {
        if (node.isEmpty()) {
            return Map.of();
        }
        Map<String, String> strings = new LinkedHashMap<>();
        node.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return Collections.unmodifiableMap(strings);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KubeObject that
                && type.equals(that.type)
                && Json.same(tree, that.tree);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + name.hashCode();
    }

    @Override
    public String toString() {
        return key() + "@" + revision;
    }
}
