package dev.perk.testing.simulation.inputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.FieldSelector;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.SelectorParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Label and field selectors: well-formed ones against a predicate, and any text at all. */
final class SelectorRound {
    private static final List<String> KEYS = List.of("a", "b.c", "ex.io/d", "in", "notin");
    private static final List<String> VALUES = List.of("", "x", "Y_z", "1", "07", "-2", "in");
    private static final List<String> PIECES =
            List.of(
                    "a",
                    "b/c",
                    "x",
                    "in",
                    "notin",
                    "=",
                    "==",
                    "!",
                    "!=",
                    ",",
                    "(",
                    ")",
                    "<",
                    ">",
                    " ",
                    "\t",
                    "\\",
                    "metadata.name",
                    "metadata.namespace",
                    "1",
                    "-",
                    "é",
                    "\u0000",
                    "9999999999999999999",
                    ".",
                    "/",
                    "'",
                    "😀");

    private final Random random;

    private SelectorRound(Random random) {
        this.random = random;
    }

    static Optional<String> run(Random random) {
        SelectorRound round = new SelectorRound(random);
        return round.labels().or(round::fields).or(round::anyText);
    }

    /** One requirement: as text, and as what it means. */
    private record Term<T>(String text, Predicate<T> meaning) {}

    private Optional<String> labels() {
        List<Term<Map<String, String>>> terms = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            terms.add(labelTerm(pick(KEYS)));
        }
        String text = String.join("," + space(), terms.stream().map(Term::text).toList());
        Selector selector = SelectorParser.parse(text);
        for (int i = 0; i < 5; i++) {
            Map<String, String> labels = new HashMap<>();
            KEYS.stream().filter(_ -> random.nextBoolean()).forEach(k -> labels.put(k, value()));
            boolean expected = terms.stream().allMatch(term -> term.meaning().test(labels));
            if (selector.matches(labels) != expected) {
                return Optional.of("'" + text + "' on " + labels + " should be " + expected);
            }
        }
        return Optional.empty();
    }

    private Term<Map<String, String>> labelTerm(String key) {
        String one = value();
        Set<String> some = Set.copyOf(List.of(value(), value(), one));
        String list = space() + "(" + space() + String.join(space() + ",", some) + ")";
        String spaced = space() + key + space();
        return switch (random.nextInt(8)) {
            case 0 -> new Term<>(spaced + "=" + space() + one, l -> one.equals(l.get(key)));
            case 1 -> new Term<>(spaced + "==" + one, l -> one.equals(l.get(key)));
            case 2 -> new Term<>(spaced + "!=" + one, l -> !one.equals(l.get(key)));
            case 3 ->
                    new Term<>(
                            key + " in " + list,
                            l -> l.containsKey(key) && some.contains(l.get(key)));
            case 4 ->
                    new Term<>(
                            key + " notin" + list,
                            l -> !l.containsKey(key) || !some.contains(l.get(key)));
            case 5 -> new Term<>(spaced, l -> l.containsKey(key));
            case 6 -> new Term<>(space() + "!" + spaced, l -> !l.containsKey(key));
            default -> ordered(key, random.nextInt(9) - 2, random.nextBoolean());
        };
    }

    private static Term<Map<String, String>> ordered(String key, int bound, boolean greater) {
        // A label value cannot begin with a minus, so neither can a bound.
        int limit = Math.abs(bound);
        return new Term<>(
                key + (greater ? ">" : "<") + limit,
                labels -> {
                    String value = labels.getOrDefault(key, "");
                    return value.matches("-?[0-9]+")
                            && (greater
                                    ? Integer.parseInt(value) > limit
                                    : Integer.parseInt(value) < limit);
                });
    }

    private Optional<String> fields() {
        List<Term<String>> terms = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String wanted = pick(List.of("x", "a,b", "c=d", "e\\f", ""));
            String escaped = wanted.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
            boolean equal = random.nextBoolean();
            String operator = equal ? pick(List.of("=", "==")) : "!=";
            terms.add(
                    new Term<>(
                            "metadata.name" + operator + escaped,
                            name -> equal == name.equals(wanted)));
        }
        String text = String.join(",", terms.stream().map(Term::text).toList());
        FieldSelector selector = FieldSelector.parse(text, Kinds.CONFIG_MAP);
        for (String name : List.of("x", "a,b", "c=d", "e\\f", "g")) {
            ObjectNode tree = Json.object();
            tree.putObject("metadata").put("name", name);
            boolean expected = terms.stream().allMatch(term -> term.meaning().test(name));
            if (selector.matches(KubeObject.of(Kinds.CONFIG_MAP, tree)) != expected) {
                return Optional.of("'" + text + "' on " + name + " should be " + expected);
            }
        }
        return Optional.empty();
    }

    private Optional<String> anyText() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(pick(PIECES));
        }
        String input = text.toString();
        String shown = "the selector '" + input + "'";
        return Subject.refusedAtMost(
                        Set.of(400),
                        shown,
                        () -> SelectorParser.parse(input).matches(Map.of("a", "x", "in", "1")))
                .or(() ->
                        Subject.refusedAtMost(
                                Set.of(400),
                                "the field " + shown,
                                () -> FieldSelector.parse(input, Kinds.POD)));
    }

    private String value() {
        // Written or stored, a value must be one that a label can have.
        return pick(VALUES.stream().filter(value -> !value.startsWith("-")).toList());
    }

    private String space() {
        return random.nextInt(3) == 0 ? " ".repeat(random.nextInt(3)) : "";
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
