package dev.perk.control.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.structural.StructuralSchema;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Upstream: {@code k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel/validation_test.go}. */
class SchemaValidationsTest {
    private static final String SIZES =
            """
            {type: object, properties: {
               min: {type: integer}, max: {type: integer}, ratio: {type: number},
               port: {x-kubernetes-int-or-string: true}, "dash-ed": {type: string}, maybe: {type: string, nullable: true}, namespace: {type: string},
               list: {type: array, items: {type: object, properties: {name: {type: string}, size: {type: integer}}}}},
             x-kubernetes-validations: [RULES]}
            """;

    private static List<String> check(String rules, String spec) {
        return check(rules, spec, Optional.empty());
    }

    private static List<String> check(String rules, String spec, Optional<String> old) {
        StructuralSchema schema =
                StructuralSchema.read(
                        yaml(
                                "{type: object, properties: {spec: "
                                        + SIZES.replace("RULES", rules)
                                        + "}}"));
        return SchemaValidations.check(
                        schema,
                        yaml("{spec: " + spec + "}"),
                        old.map(text -> yaml("{spec: " + text + "}")))
                .stream()
                .map(FieldError::toString)
                .toList();
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }

    @Test
    void aRuleThatDoesNotHoldIsToldInItsOwnWords() {
        String rule = "{rule: 'self.min <= self.max', message: too many}";
        assertThat(check(rule, "{min: 1, max: 2}")).isEmpty();
        assertThat(check(rule, "{min: 3, max: 2}"))
                .containsExactly("spec: Invalid value: \"object\": too many");
        assertThat(check("{rule: 'self.min <= self.max'}", "{min: 3, max: 2}"))
                .containsExactly(
                        "spec: Invalid value: \"object\": failed rule: self.min <= self.max");
        assertThat(
                        check(
                                "{rule: 'self.min <= self.max', messageExpression: '\"min \" +"
                                        + " string(self.min) + \" is more than \" +"
                                        + " string(self.max)'}",
                                "{min: 3, max: 2}"))
                .containsExactly("spec: Invalid value: \"object\": min 3 is more than 2");
    }

    @Test
    void aFieldThatIsNotThereIsNotAskedFor() {
        assertThat(check("{rule: '!has(self.min) || self.min > 0'}", "{max: 1}")).isEmpty();
        assertThat(check("{rule: 'self.min > 0', message: must grow}", "{max: 1}"))
                .containsExactly(
                        "spec: Invalid value: \"object\": no such key: min evaluating rule: must"
                                + " grow");
    }

    @Test
    void aRuleMaySayWhatKindOfErrorItIsAndWhere() {
        assertThat(
                        check(
                                "{rule: 'self.min < 3', message: too high, reason:"
                                        + " FieldValueForbidden, fieldPath: .min}",
                                "{min: 3}"))
                .containsExactly("spec.min: Forbidden: too high");
        assertThat(
                        check(
                                "{rule: 'has(self.max)', message: say it, reason:"
                                        + " FieldValueRequired, fieldPath: .max}",
                                "{min: 3}"))
                .containsExactly("spec.max: Required value: say it");
    }

    @Test
    void aRuleAboutAChangeIsOnlyAskedOfOne() {
        String rule = "{rule: 'self.min == oldSelf.min', message: is immutable}";
        assertThat(check(rule, "{min: 1}")).isEmpty();
        assertThat(check(rule, "{min: 1}", Optional.of("{min: 1}"))).isEmpty();
        assertThat(check(rule, "{min: 2}", Optional.of("{min: 1}")))
                .containsExactly("spec: Invalid value: \"object\": is immutable");
    }

    @Test
    void whatAnUpdateLeavesIsNotAskedAgain() {
        assertThat(
                        check(
                                "{rule: 'self.min <= self.max'}",
                                "{min: 3, max: 2}",
                                Optional.of("{min: 3, max: 2}")))
                .isEmpty();
    }

    @Test
    void listsTextsNumbersAndOddNamesCanBeUsed() {
        String spec =
                "{min: 1, ratio: 2, maybe: null, port: http, dash-ed: x, namespace: n, list:"
                        + " [{name: a, size: 1}, {name: b, size: 2}]}";
        for (String rule :
                List.of(
                        "self.list.all(x, x.size > 0)",
                        "self.list.exists_one(x, x.name == \"a\")",
                        "self.list.map(x, x.name) == [\"a\", \"b\"]",
                        "self.ratio < 2.5",
                        "type(self.port) == string && self.port == \"http\"",
                        "self.dash__dash__ed == \"x\"",
                        "self.__namespace__.startsWith(\"n\")",
                        "self.port.matches(\"^h.*p$\")",
                        "self.maybe == null",
                        "size(self.list) == 2")) {
            assertThat(check("{rule: '" + rule + "'}", spec)).as(rule).isEmpty();
        }
    }

    /** Upstream: {@code validation.go}, RuntimeCELCostBudget. */
    @Test
    void rulesThatTakeTooLongEndTheCheck() {
        String list =
                IntStream.range(0, 2_000)
                        .mapToObj(i -> "{name: n" + i + "}")
                        .collect(Collectors.joining(", ", "{list: [", "]}"));
        String rules =
                "{rule: 'self.list.all(x, self.list.all(y, x.name != y.name || x == y))', message:"
                        + " names are unique}, {rule: 'false'}";
        assertThat(check(rules, list))
                .containsExactly(
                        "spec: Invalid value: \"object\": 'operation cancelled: actual cost limit"
                                + " exceeded': no further validation rules will be run due to call"
                                + " cost exceeds limit for rule: names are unique");
    }

    @Test
    void aRuleThatTakesTheOldValueAsOptionalIsAskedAtOnce() {
        String rule =
                "{rule: '!oldSelf.hasValue() || self.min >= oldSelf.value().min', optionalOldSelf:"
                        + " true, message: must not shrink}";
        assertThat(check(rule, "{min: 1}")).isEmpty();
        assertThat(check(rule, "{min: 1}", Optional.of("{min: 2}")))
                .containsExactly("spec: Invalid value: \"object\": must not shrink");
        assertThat(check(rule, "{min: 3}", Optional.of("{min: 2}"))).isEmpty();
    }

    @Test
    void aRuleThatCannotBeReadSaysWhy() {
        assertThat(Expression.compile("self.min <=", List.of("self")))
                .isInstanceOfSatisfying(
                        Expression.Compiled.Refused.class,
                        refused -> assertThat(refused.why()).contains("ERROR: <input>:1:"));
        assertThat(Expression.compile("other.min", List.of("self")))
                .isInstanceOfSatisfying(
                        Expression.Compiled.Refused.class,
                        refused -> assertThat(refused.why()).contains("undeclared reference"));
    }
}
