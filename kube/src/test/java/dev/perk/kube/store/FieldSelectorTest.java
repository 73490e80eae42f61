package dev.perk.kube.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kubernetes-api.md 2.6. Upstream: {@code k8s.io/apimachinery pkg/fields/selector_test.go}. */
class FieldSelectorTest {
    private final KubeObject pod =
            object(
                    Kinds.POD,
                    """
                    {'metadata':{'name':'p','namespace':'default'},
                     'spec':{'nodeName':'n1','hostNetwork':true},
                     'status':{'phase':'Running'}}
                    """);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "metadata.name=p",
                "metadata.name==p,metadata.namespace=default",
                "spec.nodeName=n1,status.phase!=Failed",
                "spec.hostNetwork=true",
                "status.podIP=",
                ",metadata.name=p,"
            })
    void matches(String selector) {
        assertThat(FieldSelector.parse(selector, Kinds.POD).matches(pod)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"metadata.name!=p", "spec.nodeName=", "metadata.name=p,status.phase=Failed"})
    void doesNotMatch(String selector) {
        assertThat(FieldSelector.parse(selector, Kinds.POD).matches(pod)).isFalse();
    }

    /** As {@code kubectl describe} and {@code kubectl events --for} ask. */
    @Test
    void eventsAreFoundByWhatTheyAreAbout() {
        KubeObject event =
                object(
                        Kinds.EVENT,
                        """
                        {'metadata':{'name':'e','namespace':'default'},
                         'involvedObject':{'kind':'Service','name':'s','uid':'u',
                           'apiVersion':'serving.knative.dev/v1'},
                         'reason':'Created','type':'Normal','source':{'component':'c'}}
                        """);
        String selector =
                "involvedObject.uid=u,involvedObject.name=s,involvedObject.kind=Service,"
                        + "involvedObject.apiVersion=serving.knative.dev/v1,source=c,type=Normal";
        assertThat(FieldSelector.parse(selector, Kinds.EVENT).matches(event)).isTrue();
        assertThat(FieldSelector.parse("type=Warning", Kinds.EVENT).matches(event)).isFalse();
    }

    @Test
    void aFlagThatIsAbsentIsFalse() {
        KubeObject node = object(Kinds.NODE, "{'metadata':{'name':'n'},'spec':{}}");
        assertThat(FieldSelector.parse("spec.unschedulable=false", Kinds.NODE).matches(node))
                .isTrue();
    }

    @Test
    void valuesMayBeEscaped() {
        FieldSelector selector = FieldSelector.parse("metadata.name=a\\,b\\=c\\\\", Kinds.POD);
        assertThat(selector.name()).contains("a,b=c\\");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "xx|invalid selector: 'xx'; can't understand 'xx'",
                "metadata.name=a\\b|invalid field selector: invalid escape sequence: \\b",
                "spec.foo=1|field label not supported: spec.foo"
            })
    void explainsWhatItDoesNotUnderstand(String selector, String problem) {
        assertThatThrownBy(() -> FieldSelector.parse(selector, Kinds.POD))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage(problem);
    }

    @Test
    void eachKindHasItsFields() {
        assertThatThrownBy(() -> FieldSelector.parse("data.a=1", Kinds.CONFIG_MAP))
                .hasMessage(
                        "\"data.a\" is not a known field selector: only \"metadata.name\","
                                + " \"metadata.namespace\"");
        assertThatThrownBy(() -> FieldSelector.parse("spec.x=1", Kinds.ROUTE))
                .hasMessage("field label not supported: spec.x");
        assertThatThrownBy(() -> FieldSelector.parse("metadata.namespace=x", Kinds.NODE))
                .hasMessage("field label not supported: metadata.namespace");
    }

    private static KubeObject object(ResourceType type, String json) {
        byte[] text = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return KubeObject.of(
                type, (com.fasterxml.jackson.databind.node.ObjectNode) Json.read(text));
    }
}
