package dev.perk.control.apiserver.definitions;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.schema.DefinitionSchema;
import dev.perk.control.apiserver.schema.KindType;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.control.apiserver.structural.Defaulting;
import dev.perk.control.apiserver.structural.Pruning;
import dev.perk.control.apiserver.structural.StructuralSchema;
import dev.perk.control.apiserver.table.Tables;
import dev.perk.kube.KubeObject;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.fields.SchemaType;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Catalog;
import dev.perk.kube.store.WatchEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All CustomResourceDefinitions as they are now, and the {@link Catalog} that follows from them.
 *
 * <p>Invariant: {@code byName} is written by the thread that tells watchers, one change at a time,
 * and the catalog is swapped before the next watcher hears of the change. What existed at the start
 * is there when {@link #follow} returns.
 */
public final class Definitions {
    private static final Logger log = LoggerFactory.getLogger(Definitions.class);

    /** Schemas of Knative's kinds where nobody has stored their definitions. */
    private static final Map<ResourceType, StructuralSchema> KNATIVE = new ConcurrentHashMap<>();

    private final Map<String, Definition> byName = new ConcurrentSkipListMap<>();
    private final Catalog catalog = new Catalog(Kinds.SERVED);

    private Definitions() {}

    /** Reads the definitions in {@code storage}, and keeps up with them as long as it is open. */
    public static Definitions follow(Storage storage) {
        var definitions = new Definitions();
        storage.watchFromNow(
                Kinds.CUSTOM_RESOURCE_DEFINITION,
                definitions.new Following(),
                Storage.Mark.BOOKMARK);
        definitions.catalog.now().all().forEach(type -> storage.list(type, ""));
        storage.unclaimed()
                .forEach(kind ->
                        log.atWarn()
                                .addKeyValue("kind", kind)
                                .log("nothing defines the kind; its objects are left as they are"));
        return definitions;
    }

    /** The kinds that are served. */
    public Catalog catalog() {
        return catalog;
    }

    /** What defines a kind; empty for a built-in one, and where Perk knows it by itself. */
    public Optional<Definition> of(ResourceType type) {
        return type.custom()
                ? Optional.ofNullable(byName.get(type.qualifiedPlural()))
                : Optional.empty();
    }

    /** A kind in one version, as it is defined. */
    public Optional<DefinedVersion> version(ResourceType type) {
        return of(type).flatMap(definition -> definition.version(type.version()));
    }

    /** How objects of the kind merge. */
    public FieldType.MapOf fieldType(ResourceType type) {
        Optional<DefinedVersion> version = Kinds.isKnative(type) ? Optional.empty() : version(type);
        return version.map(each -> SchemaType.ofKind(each.schema(), KindType.metadata()))
                .orElseGet(() -> KindType.of(type));
    }

    /** The kind in the version that its objects are stored in. */
    public ResourceType stored(ResourceType type) {
        return of(type).map(Definition::storage).orElse(type);
    }

    /** What the objects of a custom kind must look like; empty for a built-in one. */
    public Optional<StructuralSchema> structure(ResourceType type) {
        Optional<DefinedVersion> defined = version(type);
        if (defined.isPresent()) {
            return defined.map(version -> version.structure().get());
        }
        return Kinds.isKnative(type)
                ? Optional.of(
                        KNATIVE.computeIfAbsent(
                                type, each -> StructuralSchema.read(DefinitionSchema.of(each))))
                : Optional.empty();
    }

    /** Fields that selectors may name besides those of every kind, such as {@code spec.color}. */
    public List<String> selectable(ResourceType type) {
        return version(type)
                .map(version ->
                        version.selectable().stream().map(path -> path.substring(1)).toList())
                .orElse(List.of());
    }

    /** How the kind looks as a table. */
    public Tables tables(ResourceType type) {
        return version(type)
                .map(version -> Tables.of(type, version.columns()))
                .orElseGet(() -> Tables.of(type));
    }

    /**
     * A stored object in the version that somebody asks for; under the schema of now, if it may
     * have been stored under another one.
     */
    public KubeObject shown(KubeObject stored, ResourceType type) {
        Optional<Definition> definition = of(type);
        if (definition.isEmpty()) {
            return type.custom() ? stored.in(type) : stored;
        }
        KubeObject named = stored.in(type);
        boolean isShaped =
                stored.revision() > definition.get().revision()
                        && definition.get().storage().version().equals(type.version());
        return isShaped
                ? named
                : structure(type)
                        .map(schema ->
                                named.with(tree -> {
                                    Pruning.prune(schema, tree);
                                    Defaulting.apply(schema, tree);
                                }))
                        .orElse(named);
    }

    private final class Following implements Watcher {
        private boolean complete;

        @Override
        public void onEvent(WatchEvent event) {
            switch (event) {
                case WatchEvent.Added(KubeObject definition) -> put(definition);
                case WatchEvent.Modified(KubeObject _, KubeObject definition) -> put(definition);
                case WatchEvent.Deleted(KubeObject definition) -> byName.remove(definition.name());
            }
            publish();
        }

        private void put(KubeObject definition) {
            byName.put(definition.name(), Definition.of(definition));
        }

        @Override
        public void onBookmark(long revision, boolean initial) {
            complete |= initial;
            publish();
        }

        private void publish() {
            if (complete) {
                List<ResourceType> served =
                        byName.values().stream()
                                .flatMap(definition -> definition.served().stream())
                                .toList();
                catalog.serve(served);
            }
        }

        @Override
        public void onLost(ApiException cause) {
            // Only a failure of this class ends it: then no change is seen any more, but all that
            // was served still is.
            log.atError()
                    .setCause(cause)
                    .log("definitions are not followed any more; restart Perk to serve new kinds");
        }
    }
}
