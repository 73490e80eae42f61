package dev.perk.api.condition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.perk.api.condition.Condition.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All conditions of one object, sorted by type. Marking returns another value; a mark that changes
 * nothing but the time returns this one.
 *
 * <p>Source: {@code knative/pkg apis/condition_set.go}.
 */
public record Conditions(ConditionSet set, List<Condition> all) {
    private static final String NEW_GENERATION = "NewObservedGenFailure";
    private static final Comparator<Condition> LATEST_FIRST =
            Comparator.comparing(
                    condition -> condition.lastTransitionTime().orElse(Instant.MIN),
                    Comparator.reverseOrder());

    public Conditions {
        all = all.stream().sorted(Comparator.comparing(Condition::type)).toList();
    }

    public static Conditions none(ConditionSet set) {
        return new Conditions(set, List.of());
    }

    /** Reads {@code status.conditions}; a missing node has none. */
    public static Conditions read(ConditionSet set, JsonNode conditions) {
        List<Condition> all = new ArrayList<>();
        conditions.forEach(condition -> all.add(Condition.read(condition)));
        return new Conditions(set, all);
    }

    /** As written to {@code status.conditions}. */
    public ArrayNode tree() {
        ArrayNode tree = JsonNodeFactory.instance.arrayNode();
        all.forEach(condition -> tree.add(condition.tree()));
        return tree;
    }

    public Optional<Condition> get(String type) {
        return all.stream().filter(condition -> condition.type().equals(type)).findFirst();
    }

    /** The condition that follows from the others. */
    public Optional<Condition> happy() {
        return get(set.happy());
    }

    public boolean isReady() {
        return happy().filter(Condition::isTrue).isPresent();
    }

    public boolean isTrue(String type) {
        return get(type).filter(Condition::isTrue).isPresent();
    }

    public boolean isFalse(String type) {
        return get(type).filter(Condition::isFalse).isPresent();
    }

    /** Said to be unknown; a condition that nobody set yet is not. */
    public boolean isUnknown(String type) {
        return get(type).filter(Condition::isUnknown).isPresent();
    }

    /**
     * Every condition that decides exists: unknown, or true where everything was already said to be
     * fine.
     */
    public Conditions initialized(Instant now) {
        Conditions next =
                happy().isPresent() ? this : set(set.happy(), Status.UNKNOWN, "", "", now);
        Status status = next.isReady() ? Status.TRUE : Status.UNKNOWN;
        for (String type : set.dependents()) {
            if (next.get(type).isEmpty()) {
                next = next.set(type, status, "", "", now);
            }
        }
        return next;
    }

    /**
     * What a reconciler starts from: initialized, and not ready if the status speaks of an older
     * spec. If reconciling fails before it gets to the status, that is what shows.
     */
    public Conditions begin(long generation, long observedGeneration, Instant now) {
        Conditions next = initialized(now);
        return generation == observedGeneration
                ? next
                : next.markUnknown(
                        set.happy(),
                        NEW_GENERATION,
                        "unsuccessfully observed a new generation",
                        now);
    }

    /**
     * What a reconciler ends with, next to what was stored before: whatever says the same keeps its
     * time, whatever does not changed {@code now}, all of it at once.
     */
    public Conditions settled(Conditions stored, Instant now) {
        List<Condition> next = new ArrayList<>();
        for (Condition condition : all) {
            next.add(
                    stored.get(condition.type())
                            .filter(condition::saysTheSameAs)
                            .orElseGet(() -> condition.at(Optional.of(now))));
        }
        return new Conditions(set, next);
    }

    public Conditions markTrue(String type, Instant now) {
        return markTrue(type, "", "", now);
    }

    /** True, and yet with something to say about it. */
    public Conditions markTrue(String type, String reason, String message, Instant now) {
        Conditions next = set(type, Status.TRUE, reason, message, now);
        Optional<Unhappy> unhappy = next.unhappyDependent();
        if (unhappy.isPresent()) {
            Unhappy why = unhappy.get();
            return next.set(set.happy(), why.status(), why.reason(), why.message(), now);
        }
        return type.equals(set.happy()) ? next : next.set(set.happy(), Status.TRUE, "", "", now);
    }

    public Conditions markFalse(String type, String reason, String message, Instant now) {
        Conditions next = set(type, Status.FALSE, reason, message, now);
        return set.decidesWith(type)
                ? next.set(set.happy(), Status.FALSE, reason, message, now)
                : next;
    }

    public Conditions markUnknown(String type, String reason, String message, Instant now) {
        Conditions next = set(type, Status.UNKNOWN, reason, message, now);
        boolean somethingFailed = set.dependents().stream().anyMatch(next::isFalse);
        if (somethingFailed) {
            return next.isFalse(set.happy())
                    ? next
                    : next.set(set.happy(), Status.FALSE, reason, message, now);
        }
        return set.decidesWith(type)
                ? next.set(set.happy(), Status.UNKNOWN, reason, message, now)
                : next;
    }

    /** Marks {@code type} as {@code other} is, with its reason and message. */
    public Conditions markAs(String type, Condition other, Instant now) {
        return switch (other.status()) {
            case TRUE -> markTrue(type, now);
            case FALSE -> markFalse(type, other.reason(), other.message(), now);
            case UNKNOWN -> markUnknown(type, other.reason(), other.message(), now);
        };
    }

    /** Without a condition that only informs; those that decide stay. */
    public Conditions clear(String type) {
        return set.severityOf(type).isEmpty() ? this : new Conditions(set, others(type).toList());
    }

    private Conditions set(String type, Status status, String reason, String message, Instant now) {
        Condition fresh =
                new Condition(
                        type, status, set.severityOf(type), Optional.of(now), reason, message);
        boolean isNews = get(type).filter(fresh::saysTheSameAs).isEmpty();
        return isNews
                ? new Conditions(set, Stream.concat(others(type), Stream.of(fresh)).toList())
                : this;
    }

    private Stream<Condition> others(String type) {
        return all.stream().filter(condition -> !condition.type().equals(type));
    }

    private record Unhappy(Status status, String reason, String message) {
        static Unhappy of(Condition condition) {
            return new Unhappy(condition.status(), condition.reason(), condition.message());
        }
    }

    /**
     * What keeps the happy condition from being true: the latest failure, else the latest doubt.
     */
    private Optional<Unhappy> unhappyDependent() {
        List<Condition> deciding =
                all.stream()
                        .filter(condition -> set.decidesWith(condition.type()))
                        .sorted(LATEST_FIRST)
                        .toList();
        Optional<Unhappy> named =
                deciding.stream()
                        .filter(Condition::isFalse)
                        .findFirst()
                        .or(() -> deciding.stream().filter(Condition::isUnknown).findFirst())
                        .map(Unhappy::of);
        boolean someUnset = deciding.size() < set.dependents().size();
        return named.or(() ->
                someUnset ? Optional.of(new Unhappy(Status.UNKNOWN, "", "")) : Optional.empty());
    }
}
