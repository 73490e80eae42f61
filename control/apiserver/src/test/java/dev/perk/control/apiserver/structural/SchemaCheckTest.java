package dev.perk.control.apiserver.structural;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.text.Yaml;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: {@code k8s.io/apiextensions-apiserver pkg/apiserver/validation/validation_test.go},
 * {@code ratcheting_test.go}, {@code pkg/apiserver/schema/{pruning,defaulting,listtype}}; texts:
 * spec Kubernetes API §2.10, §2.12.
 */
class SchemaCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: string}|7|spec.v: Invalid value: \"integer\": spec.v in body must be of"
                        + " type string: \"integer\"",
                "{type: integer}|1.5|spec.v: Invalid value: \"number\": spec.v in body must be of"
                        + " type integer: \"number\"",
                "{type: integer}|2.0|",
                "{type: number}|2|",
                "{type: string}|null|spec.v: Invalid value: \"null\": spec.v in body must be of"
                        + " type string: \"null\"",
                "{type: string, nullable: true}|null|",
                "{x-kubernetes-int-or-string: true}|80|",
                "{x-kubernetes-int-or-string: true}|http|",
                "{x-kubernetes-int-or-string: true}|true|spec.v: Invalid value: \"boolean\": spec.v"
                        + " in body must be of type integer,string: \"boolean\"",
                "{type: integer, minimum: 0}|-1|spec.v: Invalid value: -1: spec.v in body should be"
                        + " greater than or equal to 0",
                "{type: integer, minimum: 0, exclusiveMinimum: true}|0|spec.v: Invalid value: 0:"
                        + " spec.v in body should be greater than 0",
                "{type: integer, maximum: 10}|11|spec.v: Invalid value: 11: spec.v in body should"
                        + " be less than or equal to 10",
                "{type: number, multipleOf: 0.5}|0.7|spec.v: Invalid value: 0.7: spec.v in body"
                        + " should be a multiple of 0.5",
                "{type: string, minLength: 2}|a|spec.v: Invalid value: \"a\": spec.v in body should"
                        + " be at least 2 chars long",
                "{type: string, maxLength: 2}|abc|spec.v: Too long: may not be more than 2 bytes",
                "{type: string, pattern: '^a+$'}|b|spec.v: Invalid value: \"b\": spec.v in body"
                        + " should match '^a+$'",
                "{type: string, enum: [a, b]}|toolong|spec.v: Unsupported value: \"toolong\":"
                        + " supported values: \"a\", \"b\"",
                "{type: string, format: date-time}|yesterday|spec.v: Invalid value: \"yesterday\":"
                        + " spec.v in body must be of type date-time: \"yesterday\"",
                "{type: array, items: {type: string}, maxItems: 1}|[a, b]|spec.v: Too many: 2: must"
                        + " have at most 1 items",
                "{type: array, items: {type: string}, minItems: 1}|[]|spec.v: Invalid value: 0:"
                        + " spec.v in body should have at least 1 items",
                "{type: array, items: {type: string}}|[a, 2]|spec.v[1]: Invalid value: \"integer\":"
                        + " spec.v[1] in body must be of type string: \"integer\"",
                "{type: object, required: [s], properties: {s: {type: string}}}|{}|spec.v.s:"
                        + " Required value",
                "{type: object, additionalProperties: {type: integer}}|{a: x}|spec.v.a: Invalid"
                    + " value: \"string\": spec.v.a in body must be of type integer: \"string\"",
                "{type: array, x-kubernetes-list-type: set, items: {type: string}}|[a, b,"
                        + " a]|spec.v[2]: Duplicate value: \"a\"",
                "{type: integer, not: {enum: [3]}}|3|<nil>: Invalid value: \"\": \"spec.v\" must"
                        + " not validate the schema (not)",
            })
    void says(String schema, String value, String problem) {
        assertThat(check("{type: object, properties: {v: " + schema + "}}", "{v: " + value + "}"))
                .isEqualTo(problem == null ? List.of() : List.of(problem));
    }

    /** With alternatives tried one after the other, this would not end. */
    @Test
    void aPatternTakesNoLongerThanItsTextIsLong() {
        String schema = "{type: object, properties: {v: {type: string, pattern: '^(a+)+$'}}}";
        assertThat(check(schema, "{v: " + "a".repeat(100_000) + "b}")).hasSize(1);
        assertThat(check(schema, "{v: " + "a".repeat(100_000) + "}")).isEmpty();
    }

    @Test
    void saysWhichAlternativesWereMeant() {
        String schema =
                "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf:"
                        + " [{required: [a]}, {required: [b]}]}";
        assertThat(check(schema, "{a: x}")).isEmpty();
        assertThat(check(schema, "{a: x, b: y}"))
                .containsExactly(
                        "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema"
                                + " (oneOf). Found 2 valid alternatives");
        assertThat(check(schema, "{}"))
                .containsExactly(
                        "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema"
                                + " (oneOf). Found none valid",
                        "spec.a: Required value");
        assertThat(check(schema.replace("oneOf", "anyOf"), "{}"))
                .first()
                .isEqualTo(
                        "<nil>: Invalid value: \"\": \"spec\" must validate at least one schema"
                                + " (anyOf)");
        assertThat(check(schema.replace("oneOf", "allOf"), "{a: x}"))
                .contains(
                        "spec.b: Required value",
                        "<nil>: Invalid value: \"\": \"spec\" must validate all the schemas"
                                + " (allOf)");
    }

    @Test
    void tellsElementsOfAListApartByAllOfTheirKeys() {
        String schema =
                """
                {type: object, properties: {ports: {type: array, x-kubernetes-list-type: map,
                 x-kubernetes-list-map-keys: [port, protocol],
                 items: {type: object, properties: {port: {type: integer}, protocol: {type: string}}}}}}
                """;
        assertThat(check(schema, "{ports: [{port: 1, protocol: TCP}, {port: 1, protocol: UDP}]}"))
                .isEmpty();
        assertThat(check(schema, "{ports: [{port: 1, protocol: TCP}, {port: 1, protocol: TCP}]}"))
                .containsExactly(
                        "spec.ports[1]: Duplicate value: map[string]interface {}{\"port\":1,"
                                + " \"protocol\":\"TCP\"}");
    }

    @Test
    void letsAnUpdateKeepWhatWasWrongBefore() {
        StructuralSchema schema =
                root(
                        "{type: object, properties: {a: {type: integer, maximum: 5}, b: {type:"
                                + " integer, maximum: 5}}}");
        ObjectNode old = yaml("{spec: {a: 9, b: 1}}");
        assertThat(SchemaCheck.check(schema, yaml("{spec: {a: 9, b: 2}}"), Optional.of(old)))
                .isEmpty();
        assertThat(SchemaCheck.check(schema, yaml("{spec: {a: 9, b: 7}}"), Optional.of(old)))
                .extracting(FieldError::field)
                .containsExactly("spec.b");
    }

    @Test
    void prunesWhatIsNotNamedAndSaysWhere() {
        StructuralSchema schema =
                root(
                        """
                        {type: object, properties: {
                          named: {type: string},
                          list: {type: array, items: {type: object, properties: {a: {type: string}}}},
                          map: {type: object, additionalProperties: {type: object, properties: {a: {type: string}}}},
                          any: {type: object, x-kubernetes-preserve-unknown-fields: true,
                                properties: {known: {type: object, properties: {a: {type: string}}}}},
                          whole: {type: object, x-kubernetes-embedded-resource: true}}}
                        """);
        ObjectNode object =
                yaml(
                        """
                        {metadata: {odd: stays}, junk: 1, spec: {junk: 1, named: x, list: [{a: x, b: y}], map: {k: {a: x, b: y}},
                         any: {free: 1, known: {a: x, b: y}}, whole: {apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {}}}}
                        """);

        assertThat(Pruning.prune(schema, object))
                .containsExactly(
                        "junk",
                        "spec.junk",
                        "spec.list[0].b",
                        "spec.map.k.b",
                        "spec.any.known.b",
                        "spec.whole.spec");
        assertThat((JsonNode) object)
                .isEqualTo(
                        yaml(
                                """
                                {metadata: {odd: stays}, spec: {named: x, list: [{a: x}], map: {k: {a: x}},
                                 any: {free: 1, known: {a: x}}, whole: {apiVersion: v1, kind: Pod, metadata: {name: x}}}}
                                """));
    }

    @Test
    void fillsInDefaultsFromTheTopDown() {
        StructuralSchema schema =
                root(
                        """
                        {type: object, properties: {
                          size: {type: integer, default: 3},
                          inner: {type: object, default: {}, properties: {colour: {type: string, default: red}}},
                          list: {type: array, items: {type: object, properties: {on: {type: boolean, default: true}}}},
                          maybe: {type: string, nullable: true, default: x},
                          gone: {type: string}}}
                        """);
        ObjectNode object =
                yaml("{spec: {size: null, list: [{}, {on: false}], maybe: null, gone: null}}");
        Defaulting.apply(schema, object);
        assertThat((JsonNode) object)
                .isEqualTo(
                        yaml(
                                "{spec: {size: 3, list: [{on: true}, {on: false}], maybe: null,"
                                        + " inner: {colour: red}}}"));
    }

    private static List<String> check(String schema, String spec) {
        return SchemaCheck.check(root(schema), yaml("{spec: " + spec + "}"), Optional.empty())
                .stream()
                .map(FieldError::toString)
                .toList();
    }

    private static StructuralSchema root(String spec) {
        return StructuralSchema.read(yaml("{type: object, properties: {spec: " + spec + "}}"));
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }
}
