package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.control.apiserver.storage.Watching;
import dev.perk.control.apiserver.versions.View;
import dev.perk.kube.KubeObject;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
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
    private final Storage storage;
    private final Definitions definitions;
    private final Lister lister;
    private final Creator creator;
    private final Changer changer;
    private final Applier applier;
    private final Deleter deleter;

    /**
     * @param random makes uids and names; used by many threads
     */
    public Registry(
            Storage storage,
            Admission admission,
            Definitions definitions,
            InstantSource clock,
            RandomGenerator random) {
        var path = new WritePath(storage, admission, definitions, clock);
        this.storage = storage;
        this.definitions = definitions;
        this.lister = new Lister(storage);
        this.creator = new Creator(path, clock, new Identity(random));
        this.changer = new Changer(path);
        this.applier = new Applier(path, creator, changer);
        this.deleter = new Deleter(path, clock);
    }

    /** A registry that follows the definitions in its storage by itself. */
    public Registry(
            Storage storage, Admission admission, InstantSource clock, RandomGenerator random) {
        this(storage, admission, Definitions.follow(storage), clock, random);
    }

    /** What custom kinds are, and which kinds are served. */
    public Definitions definitions() {
        return definitions;
    }

    public Optional<KubeObject> get(ResourceKey key) {
        ResourceKey kept = View.of(key.type()).map(view -> view.kept(key)).orElse(key);
        return storage.get(kept).map(object -> shown(object, key.type()));
    }

    /** A stored object as those know it who ask for {@code type}. */
    private KubeObject shown(KubeObject stored, ResourceType type) {
        return View.of(type)
                .map(view -> view.shown(stored))
                .orElseGet(() -> definitions.shown(stored, type));
    }

    private static ResourceType kept(ResourceType type) {
        return View.of(type).map(View::kept).orElse(type);
    }

    /**
     * @param notOlderThan a revision that the client has seen; empty if it has not said
     * @throws ApiException 404 NotFound; 504 Timeout, if nobody has made that revision yet
     */
    public KubeObject read(ResourceKey key, OptionalLong notOlderThan) {
        lister.checkNotAhead(notOlderThan);
        return get(key).orElseThrow(() -> ApiException.notFound(key));
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
        ListQuery ofKept =
                View.of(type)
                        .map(view -> query.withFields(view.kept(query.fields())))
                        .orElse(query);
        return lister.list(kept(type), namespace, ofKept).shown(object -> shown(object, type));
    }

    /**
     * Tells {@code watcher} what it has missed, on this thread, and then what happens, on the
     * store's.
     *
     * @param namespace the namespace to look at, empty for all
     * @param watcher must be quick: all watchers wait for it
     * @throws ApiException 410 Expired, if the history asked for is gone; 504 Timeout, if what
     *     exists is to be not older than a revision to come
     */
    public Watching watch(ResourceType type, String namespace, WatchQuery query, Watcher watcher) {
        var selected =
                new SelectedWatcher(
                        namespace,
                        query.labels(),
                        query.fields(),
                        object -> shown(object, type),
                        watcher);
        ResourceType kept = kept(type);
        return switch (query.from()) {
            case WatchQuery.From.After(long revision) -> storage.watch(kept, revision, selected);
            case WatchQuery.From.Now _ -> storage.watch(kept, storage.revision(), selected);
            case WatchQuery.From.Existing _ ->
                    storage.watchFromNow(kept, selected, Storage.Mark.NONE);
            case WatchQuery.From.ExistingWithMark(long notOlderThan) -> {
                lister.checkNotAhead(OptionalLong.of(notOlderThan));
                yield storage.watchFromNow(kept, selected, Storage.Mark.BOOKMARK);
            }
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
        return View.of(type)
                .map(view -> {
                    ObjectNode object = view.kept(Envelope.open(type, namespace, body));
                    return view.shown(creator.create(view.kept(), namespace, object, options));
                })
                .orElseGet(() -> creator.create(type, namespace, body, options));
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
        Door door = Door.into(key.type(), part, definitions);
        return change(key, door, options, WritePath.ATTEMPTS, old -> door.wanted(old, body));
    }

    /**
     * @param edit sees the object, and says what is wanted, in the version of {@code key}
     */
    private KubeObject change(
            ResourceKey key,
            Door door,
            WriteOptions options,
            int attempts,
            Function<KubeObject, ObjectNode> edit) {
        return View.of(key.type())
                .map(view ->
                        view.shown(
                                changer.change(
                                        view.kept(key),
                                        door,
                                        options,
                                        attempts,
                                        old -> view.kept(edit.apply(view.shown(old))))))
                .orElseGet(() -> changer.change(key, door, options, attempts, edit));
    }

    /** Changes a part of an object; otherwise like {@link #update}. */
    public KubeObject patch(ResourceKey key, Patch patch, Subresource part, WriteOptions options) {
        return patch(key, patch, part, options, (old, patched) -> {});
    }

    /**
     * @param check refuses what comes of the patch; sees it again if the object has changed
     *     meanwhile
     */
    public KubeObject patch(
            ResourceKey key,
            Patch patch,
            Subresource part,
            WriteOptions options,
            BiConsumer<KubeObject, ObjectNode> check) {
        if (patch instanceof Patch.StrategicMergePatch && key.type().custom()) {
            throw new ApiException(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types"
                            + " include: application/json-patch+json, application/merge-patch+json,"
                            + " application/apply-patch+yaml",
                    ApiException.Details.NONE);
        }
        Door door = Door.into(key.type(), part, definitions);
        FieldType type = definitions.fieldType(key.type());
        return change(
                key,
                door,
                options,
                WritePath.PATCH_ATTEMPTS,
                old -> {
                    ObjectNode wanted = door.wanted(old, patch, type);
                    check.accept(old, wanted);
                    return wanted;
                });
    }

    /**
     * Creates or changes an object as a configuration of it says.
     *
     * @param config a part of the object, of which {@code options.fieldManager} wants to be the
     *     manager
     * @param force whether fields of others may change, which are its own then
     * @param creating is run before the object is created, and refuses that by its exception
     * @throws ApiException 409 Conflict, if they would and may not; 500 for a configuration that is
     *     none of its kind; otherwise as {@link #create} and {@link #update}
     */
    public Written apply(
            ResourceKey key,
            ObjectNode config,
            Subresource part,
            boolean force,
            WriteOptions options,
            Runnable creating) {
        Door door = Door.into(key.type(), part, definitions);
        Optional<View> view =
                View.of(key.type())
                        .filter(each ->
                                config.path("apiVersion")
                                        .asText()
                                        .equals(each.served().apiVersion()));
        if (view.isEmpty()) {
            return applier.apply(key, door, config, force, options, creating);
        }
        Written written =
                applier.apply(
                        view.get().kept(key),
                        door,
                        view.get().kept(config),
                        force,
                        options,
                        creating);
        return new Written(view.get().shown(written.object()), written.created());
    }

    /** An object that was written, and whether it is new. */
    public record Written(KubeObject object, boolean created) {}

    /** The replicas of a workload, as an {@code autoscaling/v1 Scale}. */
    public ObjectNode scale(KubeObject workload) {
        return Door.into(workload.type(), Subresource.SCALE, definitions).scales().of(workload);
    }

    /**
     * Asks for deletion.
     *
     * @throws ApiException 404 NotFound, 409 Conflict where a precondition fails, 403 Forbidden
     */
    public Deleted delete(ResourceKey key, Deletion deletion, WriteOptions options) {
        Optional<View> view = View.of(key.type());
        if (view.isEmpty()) {
            return deleter.delete(key, deletion, options);
        }
        return switch (deleter.delete(view.get().kept(key), deletion, options)) {
            case Deleted.Gone(KubeObject last) -> new Deleted.Gone(view.get().shown(last));
            case Deleted.Going(KubeObject going) -> new Deleted.Going(view.get().shown(going));
        };
    }

    /**
     * Deletes all objects of a list.
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
        List<KubeObject> objects =
                View.of(type).map(view -> page.shown(view::kept).items()).orElse(page.items());
        List<KubeObject> deleted = deleter.deleteAll(objects, deletion, options);
        return new Page(deleted, storage.revision(), page.continueToken(), page.remaining())
                .shown(object -> shown(object, type));
    }
}
