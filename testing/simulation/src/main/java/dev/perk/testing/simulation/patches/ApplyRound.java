package dev.perk.testing.simulation.patches;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.managedfields.Applying;
import dev.perk.control.apiserver.managedfields.ManagedFields;
import dev.perk.control.apiserver.managedfields.Ownership;
import dev.perk.kube.Json;
import dev.perk.kube.fields.FieldSet;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.fields.SchemaType;
import dev.perk.kube.store.ApiException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Some writes of one object by people who apply and people who update. The model: who applies owns
 * the paths of the configuration, who updates owns what changed, and what nobody owns any more goes
 * with the one who gives it up.
 */
final class ApplyRound {
    private static final int WRITES = 8;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SplittableRandom random;
    private final Shape.Struct shape;
    private final FieldType type;
    private final StringBuilder story = new StringBuilder();

    private Optional<ObjectNode> object = Optional.empty();
    private Map<String, JsonNode> values = new TreeMap<>();
    private final Map<String, Set<String>> owners = new TreeMap<>();

    private ApplyRound(long seed) {
        this.random = new SplittableRandom(seed);
        this.shape = Shape.struct(random, 2);
        this.type = SchemaType.of(shape.schema());
    }

    /** What went wrong; empty if nothing did. */
    static Optional<String> run(long seed) {
        return new ApplyRound(seed).run();
    }

    private Optional<String> run() {
        story.append(shape.schema()).append('\n');
        for (int i = 0; i < WRITES; i++) {
            JsonNode next = shape.value(random);
            String problem =
                    random.nextInt(3) > 0 || object.isEmpty()
                            ? apply("applier-" + random.nextInt(3), (ObjectNode) next)
                            : update("updater-" + random.nextInt(2), (ObjectNode) next);
            if (!problem.isEmpty()) {
                return Optional.of(problem + "\n" + story);
            }
        }
        return Optional.empty();
    }

    private Ownership ownership() {
        return new Ownership(type, "v1", "", NOW);
    }

    private ObjectNode stored(ObjectNode tree, ManagedFields managed) {
        ObjectNode stored = tree.deepCopy();
        stored.putObject("metadata").set("managedFields", managed.write());
        return (ObjectNode) Json.read(Json.write(stored));
    }

    private String apply(String manager, ObjectNode config) {
        boolean force = random.nextInt(3) == 0;
        story.append(manager).append(force ? " forces " : " applies ").append(config).append('\n');
        Map<String, JsonNode> declared = Flat.of(shape, config);
        Set<String> expected = new TreeSet<>();
        owners.forEach((other, owned) -> {
            if (!other.equals(manager)) {
                declared.forEach((path, value) -> {
                    if (owned.contains(path) && !value.equals(values.get(path))) {
                        expected.add(other + " " + path);
                    }
                });
            }
        });
        var applying = new Applying(ownership(), manager, force);
        Applying.Applied applied;
        try {
            applied = applying.apply(object, config);
        } catch (ApiException e) {
            Set<String> found =
                    e.details().causes().stream()
                            .map(cause -> cause.message().split("\"", -1)[1] + " " + cause.field())
                            .collect(Collectors.toCollection(TreeSet::new));
            return !force && found.equals(expected)
                    ? ""
                    : "conflicts " + found + ", expected " + expected;
        }
        if (!force && !expected.isEmpty()) {
            return "no conflict, expected " + expected;
        }
        if (applied.managed().isEmpty()) {
            forget();
            return "";
        }
        model(manager, declared);
        ObjectNode after = stored(applied.object(), applied.managed());
        object = Optional.of(after);
        Applying.Applied again = applying.apply(object, config);
        if (!withoutMetadata(again.object()).equals(withoutMetadata(applied.object()))
                || !again.managed().sameFields(applied.managed())) {
            return "applying again changes " + applied.object() + " to " + again.object();
        }
        return compare();
    }

    /** What nobody manages counts as never tracked, and is somebody else's at the next apply. */
    private void forget() {
        object = Optional.empty();
        values.clear();
        owners.clear();
    }

    private static JsonNode withoutMetadata(ObjectNode tree) {
        return tree.deepCopy().without("metadata");
    }

    private void model(String manager, Map<String, JsonNode> declared) {
        Map<String, JsonNode> result = new TreeMap<>(values);
        result.putAll(declared);
        Set<String> given = new TreeSet<>(owners.getOrDefault(manager, Set.of()));
        given.removeAll(declared.keySet());
        owners.forEach((other, owned) -> {
            if (!other.equals(manager)) {
                given.removeAll(owned);
            }
        });
        for (String path : given) {
            result.keySet()
                    .removeIf(each ->
                            each.equals(path)
                                    || each.startsWith(path + ".")
                                    || each.startsWith(path + "["));
        }
        become(result);
        owners.put(manager, new TreeSet<>(declared.keySet()));
    }

    /** What has another value now, or none, is nobody's. */
    private Set<String> become(Map<String, JsonNode> result) {
        Set<String> changed = new TreeSet<>();
        result.forEach((path, value) -> {
            if (!value.equals(values.get(path))) {
                changed.add(path);
            }
        });
        Set<String> lost = new TreeSet<>(values.keySet());
        lost.removeAll(result.keySet());
        lost.addAll(changed);
        owners.values().forEach(owned -> owned.removeAll(lost));
        values = result;
        return changed;
    }

    private String update(String manager, ObjectNode next) {
        story.append(manager).append(" updates to ").append(next).append('\n');
        ObjectNode before = object.orElseThrow();
        ObjectNode wanted = next.deepCopy();
        wanted.set("metadata", before.path("metadata"));
        ManagedFields managed = ownership().begin(before, wanted);
        ManagedFields after = ownership().updated(before, wanted, managed, manager);
        if (after.isEmpty()) {
            forget();
            return "";
        }
        object = Optional.of(stored(next, after));
        Set<String> changed = become(Flat.of(shape, next));
        owners.computeIfAbsent(manager, each -> new TreeSet<>()).addAll(changed);
        return compare();
    }

    private String compare() {
        ObjectNode tree = object.orElseThrow();
        Map<String, JsonNode> found = Flat.of(shape, tree);
        if (!found.equals(values)) {
            return "object " + found + ", expected " + values;
        }
        Map<String, Set<String>> managing = new TreeMap<>();
        for (JsonNode entry : tree.at("/metadata/managedFields")) {
            Set<String> paths =
                    FieldSet.read(entry.path("fieldsV1")).paths().stream()
                            .map(path ->
                                    path.stream()
                                            .map(Object::toString)
                                            .collect(Collectors.joining()))
                            .filter(values::containsKey)
                            .collect(Collectors.toCollection(TreeSet::new));
            managing.put(entry.path("manager").asText(), paths);
        }
        managing.values().removeIf(Set::isEmpty);
        Map<String, Set<String>> expected = new TreeMap<>(owners);
        expected.values().removeIf(Set::isEmpty);
        return managing.equals(expected) ? "" : "managers " + managing + ", expected " + expected;
    }
}
