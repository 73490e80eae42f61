package dev.perk.control.apiserver.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a log should be against what it is. Is handed the records, oldest first, and then what
 * else is known.
 */
public final class LogCheck {

    /**
     * Something that is wrong.
     *
     * @param place such as {@code record 17 (configmaps default/a)}
     * @param what as people read it
     */
    public record Problem(String place, String what) {}

    /**
     * What the records add up to: an object, and the revision of its last change.
     *
     * @param kind the qualified plural
     */
    public record Live(String kind, NamespacedName name) {}

    private final Map<String, ResourceType> builtIn;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Live, Long> live = new HashMap<>();
    private final Set<String> definitions = new HashSet<>();
    private int records;
    private long first;
    private long last;

    /**
     * @param builtIn the kinds that need no definition
     */
    public LogCheck(List<ResourceType> builtIn) {
        this.builtIn =
                builtIn.stream()
                        .collect(
                                Collectors.toMap(
                                        ResourceType::qualifiedPlural,
                                        Function.identity(),
                                        (one, same) -> one));
    }

    /** The next record. */
    public void take(LogRecord record) {
        records++;
        first = records == 1 ? record.revision() : first;
        if (record.revision() <= last) {
            problem(record, "it comes after " + last + " (expected: a higher revision)");
        }
        last = Math.max(last, record.revision());
        checkName(record);
        var object = new Live(record.kind(), record.name());
        switch (record) {
            case LogRecord.Put put -> {
                live.put(object, put.revision());
                checkDocument(put);
            }
            case LogRecord.Removal _ -> live.remove(object);
        }
    }

    private void checkName(LogRecord record) {
        if (record.kind().isEmpty() || record.name().name().isEmpty()) {
            problem(record, "its kind or name is empty");
        }
        ResourceType type = builtIn.get(record.kind());
        if (type != null && type.namespaced() == record.name().namespace().isEmpty()) {
            problem(
                    record,
                    "its namespace is \"%s\" (expected: %s)"
                            .formatted(
                                    record.name().namespace(),
                                    type.namespaced()
                                            ? "one, as of every " + type.kind()
                                            : "none"));
        }
    }

    private void checkDocument(LogRecord.Put put) {
        ObjectNode tree = read(put);
        if (tree == null) {
            return;
        }
        JsonNode metadata = tree.path("metadata");
        expect(put, "metadata.name", metadata.path("name"), put.name().name());
        expect(put, "metadata.namespace", metadata.path("namespace"), put.name().namespace());
        expect(put, "metadata.resourceVersion", metadata.path("resourceVersion"), "");
        ResourceType type = builtIn.get(put.kind());
        String kind = tree.path("kind").asText();
        if (type != null) {
            expect(put, "kind", tree.path("kind"), type.kind());
        } else if (kind.isEmpty()) {
            problem(put, "its document has no kind");
        }
        if (Kinds.CUSTOM_RESOURCE_DEFINITION.equals(type)) {
            definitions.add(put.name().name());
        }
    }

    private @Nullable ObjectNode read(LogRecord.Put put) {
        try {
            if (Json.read(put.json()) instanceof ObjectNode tree) {
                return tree;
            }
            problem(put, "its document is not a JSON object");
        } catch (UncheckedIOException e) {
            problem(put, "its document is not JSON: " + e.getMessage());
        }
        return null;
    }

    private void expect(LogRecord.Put put, String field, JsonNode actual, String expected) {
        if (!actual.asText().equals(expected)) {
            problem(
                    put,
                    "%s is \"%s\" (expected: \"%s\")".formatted(field, actual.asText(), expected));
        }
    }

    private void problem(LogRecord record, String what) {
        problems.add(new Problem(place(record), what));
    }

    /** How people find a record. */
    public static String place(LogRecord record) {
        return "record %d (%s %s)".formatted(record.revision(), record.kind(), record.name());
    }

    /**
     * What is wrong, once all records were taken.
     *
     * @param snapshot by object, the revision of its last change, as a look at the present state
     *     finds it
     */
    public List<Problem> finish(Recovered recovered, Map<Live, Long> snapshot) {
        if (recovered.revision() < last) {
            problems.add(
                    new Problem(
                            "table counter",
                            "revisions up to %d may have been used (expected: at least %d)"
                                    .formatted(recovered.revision(), last)));
        }
        new TreeMap<>(recovered.floors())
                .forEach((kind, floor) -> {
                    if (floor > Math.max(last, recovered.revision())) {
                        problems.add(
                                new Problem(
                                        "table floor, kind " + kind,
                                        "history begins after %d, which nobody has used"
                                                .formatted(floor)));
                    }
                });
        checkKinds();
        checkSnapshot(snapshot);
        return List.copyOf(problems);
    }

    private void checkKinds() {
        var missing = new TreeMap<String, Integer>();
        for (Live object : live.keySet()) {
            if (!builtIn.containsKey(object.kind()) && !definitions.contains(object.kind())) {
                missing.merge(object.kind(), 1, Integer::sum);
            }
        }
        missing.forEach((kind, count) ->
                problems.add(
                        new Problem(
                                "kind " + kind,
                                "there are %d objects of it, and no CustomResourceDefinition"
                                        .formatted(count))));
    }

    private void checkSnapshot(Map<Live, Long> snapshot) {
        live.forEach((object, revision) -> {
            Long shown = snapshot.get(object);
            if (!revision.equals(shown)) {
                problems.add(
                        new Problem(
                                "object " + object.kind() + " " + object.name(),
                                "its last change is %d, and view object shows %s"
                                        .formatted(revision, shown == null ? "none" : shown)));
            }
        });
        snapshot.keySet().stream()
                .filter(object -> !live.containsKey(object))
                .forEach(object ->
                        problems.add(
                                new Problem(
                                        "object " + object.kind() + " " + object.name(),
                                        "it is gone, and view object shows it")));
    }

    /** Such as {@code 312 records, 140 objects of 14 kinds, revisions 1 to 530}. */
    public String summary() {
        long kinds = live.keySet().stream().map(Live::kind).distinct().count();
        return "%d records, %d objects of %d kinds, revisions %d to %d"
                .formatted(records, live.size(), kinds, first, last);
    }
}
