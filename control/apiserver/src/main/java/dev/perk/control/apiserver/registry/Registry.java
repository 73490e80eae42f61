package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.control.apiserver.storage.Watching;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.FieldError;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Objects under Kubernetes' rules.
 *
 * <p>A write is prepared on the caller's thread from the object as it is: patched, completed,
 * checked. Then it is put in line, and stored if the object is still that one; otherwise it is
 * prepared again, unless the caller has said which version it means. Calls block.
 */
public final class Registry {
    /** How often an unconditional write is prepared again before it is given up. */
    private static final int ATTEMPTS = 50;

    /** Source: {@code k8s.io/apiserver pkg/registry/generic/registry/store.go}. */
    private static final int NAME_ATTEMPTS = 8;

    private final Storage storage;
    private final Admission admission;
    private final InstantSource clock;
    private final Identity identity;
    private final Lister lister;

    /**
     * @param random makes uids and names; used by many threads
     */
    public Registry(
            Storage storage, Admission admission, InstantSource clock, RandomGenerator random) {
        this.storage = storage;
        this.admission = admission;
        this.clock = clock;
        this.identity = new Identity(random);
        this.lister = new Lister(storage);
    }

    public Optional<KubeObject> get(ResourceKey key) {
        return storage.get(key);
    }

    /**
     * @param notOlderThan a revision that the client has seen; empty if it has not said
     * @throws ApiException 404 NotFound; 504 Timeout, if nobody has made that revision yet
     */
    public KubeObject read(ResourceKey key, OptionalLong notOlderThan) {
        lister.checkNotAhead(notOlderThan);
        return find(key);
    }

    /** The revision of the last change. */
    public long revision() {
        return storage.revision();
    }

    /**
     * Objects of one kind, ordered by namespace and name.
     *
     * @param namespace the namespace to look in, empty for all
     * @throws ApiException 410 Expired, for a revision or a page too long ago; 504 Timeout, for a
     *     revision to come; 400 BadRequest, for a bad continue token
     */
    public Page list(ResourceType type, String namespace, ListQuery query) {
        return lister.list(type, namespace, query);
    }

    /**
     * Tells {@code watcher} what it has missed, on this thread, and then what happens, on the
     * store's.
     *
     * @param namespace the namespace to look at, empty for all
     * @param watcher must be quick: all watchers wait for it
     * @throws ApiException 410 Expired, if the history asked for is gone
     */
    public Watching watch(ResourceType type, String namespace, WatchQuery query, Watcher watcher) {
        var selected = new SelectedWatcher(namespace, query.labels(), query.fields(), watcher);
        return switch (query.from()) {
            case WatchQuery.From.After(long revision) -> storage.watch(type, revision, selected);
            case WatchQuery.From.Now _ -> storage.watch(type, storage.revision(), selected);
            case WatchQuery.From.Existing _ ->
                    storage.watchFromNow(type, selected, Storage.Mark.NONE);
            case WatchQuery.From.ExistingWithMark _ ->
                    storage.watchFromNow(type, selected, Storage.Mark.BOOKMARK);
        };
    }

    /**
     * Creates an object.
     *
     * @param namespace as the URL says it, empty for a cluster-scoped kind
     * @return the object as stored; for a dry run, as it would be, without a resourceVersion
     * @throws ApiException 409 AlreadyExists, 404 NotFound for a missing namespace, 403 Forbidden,
     *     422 Invalid, 400 BadRequest
     */
    public KubeObject create(
            ResourceType type, String namespace, ObjectNode body, WriteOptions options) {
        ObjectNode draft = Envelope.open(type, namespace, body);
        Draft.begin(type, draft);
        String name = draft.path("metadata").path("name").asText();
        String prefix = draft.path("metadata").path("generateName").asText();
        ResourceKey key = ResourceKey.of(type, namespace, name);
        NamespaceRules.checkOpen(key, storage::get);
        if (!name.isEmpty()) {
            return createNamed(key, draft, options);
        }
        if (prefix.isEmpty()) {
            throw ApiException.invalid(
                    key,
                    List.of(
                            FieldError.required(
                                    "metadata.name", "name or generateName is required")));
        }
        return createGenerated(key, prefix, draft, options);
    }

    private KubeObject createGenerated(
            ResourceKey key, String prefix, ObjectNode draft, WriteOptions options) {
        for (int attempt = 1; ; attempt++) {
            ObjectNode copy = draft.deepCopy();
            String name = identity.name(prefix);
            copy.withObject("/metadata").put("name", name);
            try {
                return createNamed(
                        ResourceKey.of(key.type(), key.name().namespace(), name), copy, options);
            } catch (ApiException e) {
                if (!e.isAlreadyExists()) {
                    throw e;
                }
                if (attempt == NAME_ATTEMPTS) {
                    throw new ApiException(
                            e.code(),
                            e.reason(),
                            e.getMessage()
                                    + ", the server was not able to generate a unique name for"
                                    + " the object",
                            e.details());
                }
            }
        }
    }

    private KubeObject createNamed(ResourceKey key, ObjectNode object, WriteOptions options) {
        ResourceType type = key.type();
        var attempt = attempt(Admission.Operation.CREATE, key, "", Optional.empty(), options);
        admission.mutate(attempt, object);
        Draft.complete(type, object, identity.uid(), clock.instant());
        Draft.check(key, MetadataRules.check(type, object));
        KubeObject candidate = KubeObject.of(type, object);
        admission.validate(attempt, candidate);
        if (options.dryRun()) {
            if (storage.get(key).isPresent()) {
                throw ApiException.alreadyExists(key);
            }
            return candidate;
        }
        Outcome.Put put = Outcome.put(type, (ObjectNode) Json.canonical(object));
        return storage.write(
                        view -> {
                            NamespaceRules.checkOpen(key, view);
                            if (view.get(key).isPresent()) {
                                throw ApiException.alreadyExists(key);
                            }
                            return put;
                        })
                .orElseThrow();
    }

    /**
     * Replaces a part of an object.
     *
     * @param body the whole object; a Scale for {@link Subresource#SCALE}, a Binding for {@link
     *     Subresource#BINDING}
     * @return the whole object as stored; if this has removed the last thing that kept an object
     *     that is going, its last state
     * @throws ApiException 404 NotFound, 409 Conflict, 403 Forbidden, 422 Invalid, 400 BadRequest
     */
    public KubeObject update(
            ResourceKey key, ObjectNode body, Subresource part, WriteOptions options) {
        Door door = Door.into(key.type(), part);
        return change(key, door, options, old -> door.wanted(old, body));
    }

    /** Changes a part of an object; otherwise like {@link #update}. */
    public KubeObject patch(ResourceKey key, Patch patch, Subresource part, WriteOptions options) {
        if (patch instanceof Patch.StrategicMergePatch && key.type().custom()) {
            throw new ApiException(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types"
                            + " include: application/json-patch+json, application/merge-patch+json,"
                            + " application/apply-patch+yaml",
                    ApiException.Details.NONE);
        }
        Door door = Door.into(key.type(), part);
        return change(key, door, options, old -> door.wanted(old, patch));
    }

    private KubeObject change(
            ResourceKey key,
            Door door,
            WriteOptions options,
            Function<KubeObject, ObjectNode> edit) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            KubeObject old = find(key);
            var about =
                    attempt(
                            Admission.Operation.UPDATE,
                            key,
                            door.subresource(),
                            Optional.of(old),
                            options);
            ObjectNode wanted = edit.apply(old);
            admission.mutate(about, wanted);
            ObjectNode next = (ObjectNode) Json.canonical(door.enter(old, wanted));
            Optional<KubeObject> stored = replace(old, next, about);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw ApiException.conflict(key);
    }

    /** Empty if {@code old} is not what is stored any more. */
    private Optional<KubeObject> replace(KubeObject old, ObjectNode next, Admission.Attempt about) {
        ResourceKey key = old.key();
        Draft.check(key, MetadataRules.check(old, next));
        KubeObject candidate = KubeObject.of(key.type(), next);
        admission.validate(about, candidate);
        if (next.equals(old.tree())) {
            return Optional.of(old);
        }
        if (about.dryRun()) {
            return Optional.of(withoutRevision(candidate));
        }
        if (Removal.isComplete(old, next)) {
            return write(old, new Outcome.Remove(key)).map(gone -> candidate);
        }
        return write(old, Outcome.put(key.type(), next));
    }

    /** The replicas of a workload, as an {@code autoscaling/v1 Scale}. */
    public ObjectNode scale(KubeObject workload) {
        Door.into(workload.type(), Subresource.SCALE);
        return ScaleView.of(workload);
    }

    /**
     * Asks for deletion.
     *
     * @throws ApiException 404 NotFound, 409 Conflict where a precondition fails, 403 Forbidden
     */
    public Deleted delete(ResourceKey key, Deletion deletion, WriteOptions options) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            KubeObject old = find(key);
            Preconditions.check(old, deletion);
            if (!KindRules.isDeletable(key.type(), old.name())) {
                throw ApiException.forbidden(key, "this namespace may not be deleted");
            }
            admission.validate(
                    attempt(Admission.Operation.DELETE, key, "", Optional.of(old), options), old);
            Optional<Deleted> done =
                    switch (Removal.decide(old, deletion, clock.instant())) {
                        case Removal.Remove _ when options.dryRun() ->
                                Optional.of(new Deleted.Gone(old));
                        case Removal.Remove _ ->
                                write(old, new Outcome.Remove(key)).map(Deleted.Gone::new);
                        case Removal.Mark(ObjectNode tree)
                                when options.dryRun() || tree.equals(old.tree()) ->
                                Optional.of(new Deleted.Going(KubeObject.of(key.type(), tree)));
                        case Removal.Mark(ObjectNode tree) ->
                                write(old, Outcome.put(key.type(), tree)).map(Deleted.Going::new);
                    };
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw ApiException.conflict(key);
    }

    /**
     * Deletes all objects of a list, one after the other.
     *
     * @return what was deleted, or is going
     */
    public Page deleteCollection(
            ResourceType type,
            String namespace,
            ListQuery query,
            Deletion deletion,
            WriteOptions options) {
        Page page = list(type, namespace, query);
        List<KubeObject> deleted = new ArrayList<>();
        for (KubeObject object : page.items()) {
            try {
                switch (delete(object.key(), deletion, options)) {
                    case Deleted.Gone(KubeObject last) -> deleted.add(last);
                    case Deleted.Going(KubeObject going) -> deleted.add(going);
                }
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
        return new Page(deleted, storage.revision(), page.continueToken(), page.remaining());
    }

    private Optional<KubeObject> write(KubeObject old, Outcome outcome) {
        return storage.write(view -> {
            boolean same =
                    view.get(old.key()).filter(now -> now.revision() == old.revision()).isPresent();
            return same ? outcome : new Outcome.Stale();
        });
    }

    private KubeObject find(ResourceKey key) {
        return storage.get(key).orElseThrow(() -> ApiException.notFound(key));
    }

    private static Admission.Attempt attempt(
            Admission.Operation operation,
            ResourceKey key,
            String door,
            Optional<KubeObject> old,
            WriteOptions options) {
        return new Admission.Attempt(
                operation,
                key.type(),
                door,
                new NamespacedName(key.name().namespace(), key.name().name()),
                old,
                options.user(),
                options.dryRun(),
                options.warnings());
    }

    private static KubeObject withoutRevision(KubeObject object) {
        return object.with(tree -> tree.withObject("/metadata").remove("resourceVersion"));
    }
}
