package dev.perk.kube.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * kubernetes-api.md 2.9. Upstream: {@code sigs.k8s.io/structured-merge-diff
 * fieldpath/serialize_test.go}, {@code typed/toset_test.go}, {@code typed/symdiff_test.go}.
 */
class FieldSetTest {
    private static final FieldType.MapOf TYPE = TestTypes.KINDS;

    @Test
    void aSetIsReadAsItWasWritten() {
        String written =
                """
                {"f:data":{".":{},"f:a":{}},"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},"f:image":{}}}},"v:\\"x\\"":{},"i:3":{}}
                """
                        .strip();
        assertThat(FieldSet.read(json(written)).write()).hasToString(written);
    }

    @Test
    void whatIsNoSetIsRefused() {
        for (String bad : List.of("{'x:a':{}}", "{'a':{}}", "{'k:[]':{}}", "{'v:':{}}", "[]")) {
            assertThatThrownBy(() -> FieldSet.read(json(bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aConfigurationDeclaresItsLeavesAndElements() {
        assertThat(
                        shown(
                                DeclaredFields.of(
                                        TYPE,
                                        json(
                                                """
                                                {'metadata':{'labels':{'a':'1'},'finalizers':['x/y']},
                                                 'spec':{'replicas':2,'selector':{'app':'w'},'strategy':{},
                                                   'containers':[{'name':'c','args':['1'],
                                                     'ports':[{'containerPort':80}]}]}}
                                                """))))
                .isEqualTo(
                        """
                        .metadata.finalizers[="x/y"]
                        .metadata.labels.a
                        .spec.replicas
                        .spec.selector
                        .spec.strategy
                        .spec.containers[name="c"]
                        .spec.containers[name="c"].args
                        .spec.containers[name="c"].name
                        .spec.containers[name="c"].ports[containerPort=80,protocol="TCP"]
                        .spec.containers[name="c"].ports[containerPort=80,protocol="TCP"].containerPort\
                        """);
    }

    @Test
    void aComparisonNamesWhatIsNewOtherAndGone() {
        Comparison comparison =
                Comparison.between(
                        TYPE,
                        json(
                                "{'data':{'a':'1','b':'2'},'spec':{'containers':[{'name':'c','image':'1'},{'name':'d'}]}}"),
                        json(
                                "{'data':{'a':'9','c':'3'},'metadata':{'labels':{'x':'y'}},'spec':{'containers':[{'name':'c','image':'2'}]}}"));
        assertThat(shown(comparison.added()))
                .isEqualTo(".metadata\n.data.c\n.metadata.labels\n.metadata.labels.x");
        assertThat(shown(comparison.modified()))
                .isEqualTo(".data.a\n.spec.containers[name=\"c\"].image");
        assertThat(shown(comparison.removed()))
                .isEqualTo(
                        ".data.b\n.spec.containers[name=\"d\"]\n.spec.containers[name=\"d\"].name");
    }

    @Test
    void anAppliedListBringsItsOrder() {
        assertThat(merged("['a','s','b','t']", "['n','b','a','m']"))
                .as("what only the object has keeps its place")
                .isEqualTo("[s, n, b, t, a, m]");
        assertThat(merged("['a','b']", "['b']")).isEqualTo("[a, b]");
        assertThat(merged("[]", "['b','a']")).isEqualTo("[b, a]");
    }

    @Test
    void aConfigurationThatIsNoneOfItsTypeIsNamed() {
        assertThat(TypeCheck.problems(TYPE, json("{'datax':{'a':'1'}}")))
                .isEqualTo(".datax: field not declared in schema");
        assertThat(
                        TypeCheck.problems(
                                TYPE,
                                json(
                                        "{'spec':{'replicas':'x','containers':[{'name':'c'},{'name':'c'},{'image':'y'}]}}")))
                .isEqualTo(
                        """
                        errors:
                          .spec.replicas: expected numeric (int or float), got &{x}
                          .spec.containers: duplicate entries for key [name="c"]
                          .spec.containers: element 2: associative list with keys has an element that omits key field "name" (and doesn't have default value)\
                        """);
    }

    private static String merged(String live, String applied) {
        JsonNode result = Merging.merge(TYPE, names(live), names(applied));
        return result.at("/spec/containers")
                .valueStream()
                .map(container -> container.path("name").asText())
                .toList()
                .toString();
    }

    private static JsonNode names(String names) {
        var object = Json.object();
        var list = object.putObject("spec").putArray("containers");
        json(names).forEach(name -> list.addObject().set("name", name));
        return object;
    }

    private static String shown(FieldSet set) {
        return set.paths().stream()
                .map(path -> path.stream().map(Object::toString).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    private static JsonNode json(String text) {
        return Json.read(
                (text.startsWith("{\"") ? text : text.replace('\'', '"'))
                        .getBytes(StandardCharsets.UTF_8));
    }
}
