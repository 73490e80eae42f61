package dev.perk.control.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code sigs.k8s.io/json} strict decoding and Go's {@code encoding/json} type errors.
 */
class FieldCheckTest {

    @Test
    void namesUnknownFieldsByTheirPath() {
        assertThat(
                        problems(
                                Kinds.DEPLOYMENT,
                                "{'apiVersion':'apps/v1','kind':'Deployment','foo':1,"
                                    + "'spec':{'template':{'spec':{'containers':[{'name':'c','envv':[]}]}}}}"))
                .containsExactly(
                        "unknown field \"foo\"",
                        "unknown field \"spec.template.spec.containers[0].envv\"");
    }

    @Test
    void acceptsWhatTypedGoClientsAlwaysSend() {
        assertThat(
                        problems(
                                Kinds.DEPLOYMENT,
                                "{'metadata':{'creationTimestamp':null,'name':'d'},'status':{},"
                                    + "'spec':{'strategy':{},'selector':null,'template':{'metadata':{'creationTimestamp':null},"
                                    + "'spec':{'containers':[{'name':'c','resources':{}}]}}}}"))
                .isEmpty();
    }

    @Test
    void findsTheFieldsOfInlinedMessages() {
        assertThat(
                        problems(
                                Kinds.POD,
                                "{'spec':{'volumes':[{'name':'v','configMap':{'name':'a','items':[]},'nope':{}}],"
                                    + "'containers':[{'livenessProbe':{'httpGet':{'port':80},'tcp':{}}}]}}"))
                .containsExactly(
                        "unknown field \"spec.volumes[0].nope\"",
                        "unknown field \"spec.containers[0].livenessProbe.tcp\"");
    }

    @Test
    void saysWhichTypeAFieldHasAsGoDoes() {
        assertThat(
                        problems(
                                Kinds.DEPLOYMENT,
                                "{'spec':{'replicas':'two','template':{'spec':{'containers':{}}}}}"))
                .containsExactly(
                        "json: cannot unmarshal string into Go struct field"
                                + " DeploymentSpec.spec.replicas of type int32",
                        "json: cannot unmarshal object into Go struct field"
                                + " PodSpec.spec.template.spec.containers of type []v1.Container");
        assertThat(problems(Kinds.CONFIG_MAP, "{'data':{'a':1}}"))
                .containsExactly(
                        "json: cannot unmarshal number into Go struct field ConfigMap.data.a of"
                                + " type string");
    }

    @Test
    void knowsWhichPodFieldsKnativeHasNoPlaceFor() {
        assertThat(
                        problems(
                                Kinds.KNATIVE_SERVICE,
                                "{'spec':{'template':{'metadata':{'annotations':{'a':'b'},'anything':1},"
                                    + "'spec':{'nodeName':'n','affinity':{'x':{'y':1}},"
                                    + "'containers':[{'image':'i','lifecycle':{},'ports':[{'hostPort':1}],"
                                    + "'resources':{'limits':{'cpu':1,'memory':'1Gi'}}}]}}}}"))
                .containsExactly(
                        "unknown field \"spec.template.spec.nodeName\"",
                        "unknown field \"spec.template.spec.containers[0].lifecycle\"",
                        "unknown field \"spec.template.spec.containers[0].ports[0].hostPort\"");
    }

    private static List<String> problems(ResourceType type, String body) {
        MessageTable table = MessageTable.of(type);
        ObjectNode tree =
                (ObjectNode) Json.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return FieldCheck.of(table, table.kind(type.apiVersion(), type.kind()).orElseThrow(), tree)
                .stream()
                .map(FieldProblem::message)
                .toList();
    }
}
