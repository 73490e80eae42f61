package dev.perk.kube.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kubernetes-api.md 2.6. Upstream: {@code k8s.io/apimachinery pkg/labels/selector_test.go}. */
class SelectorParserTest {
    private static final Map<String, String> LABELS =
            Map.of("app", "web", "count", "7", "empty", "", "k8s.io/role", "x", "in", "side");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "app=web",
                "app==web",
                "app = web , count=7",
                "app in (api, web)",
                "app notin (api)",
                "absent notin (a,b)",
                "absent!=web",
                "app!=api",
                "app",
                "!absent",
                "! absent,app",
                "count>6",
                "count<8",
                "empty=",
                "empty=,app=web",
                "empty in ()",
                "empty in (,a)",
                "empty in (a,)",
                "k8s.io/role=x",
                "in=side",
                "in in (side)"
            })
    void matches(String selector) {
        assertThat(SelectorParser.parse(selector).matches(LABELS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app=api",
                "app!=web",
                "app in (api)",
                "app notin (web,api)",
                "absent",
                "!app",
                "count>7",
                "count<7",
                "absent>1",
                "app>1",
                "app=web,count=8"
            })
    void doesNotMatch(String selector) {
        assertThat(SelectorParser.parse(selector).matches(LABELS)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x===y|unable to parse requirement: found '=', expected: identifier",
                "=x|found '=', expected: !, identifier, or 'end of string'",
                "x y|unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt,"
                        + " lt",
                "x in a|unable to parse requirement: found 'a' expected: '('",
                "x in (a|unable to parse requirement: found '', expected: ',' or ')'",
                "x=a b|found 'b', expected: ',' or 'end of string'",
                "app,|found '', expected: identifier after ','",
                "a,,b|found ',', expected: identifier after ','",
                "!|unable to parse requirement: found '', expected: identifier",
                "x>a|unable to parse requirement: values[0]: Invalid value: \"a\": for 'Gt', 'Lt'"
                        + " operators, the value must be an integer"
            })
    void explainsWhatItDoesNotUnderstand(String selector, String problem) {
        assertThatThrownBy(() -> SelectorParser.parse(selector))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage(problem);
    }

    @Test
    void keysAndValuesAreSpelledAsLabelsAre() {
        assertThatThrownBy(() -> SelectorParser.parse("-x=1"))
                .hasMessageStartingWith(
                        "unable to parse requirement: <nil>: Invalid value: \"-x\": name part must"
                                + " consist of alphanumeric characters");
        assertThatThrownBy(() -> SelectorParser.parse("x=-1-"))
                .hasMessageStartingWith(
                        "unable to parse requirement: values[0][x]: Invalid value: \"-1-\": a valid"
                                + " label must be an empty string or consist of");
    }
}
