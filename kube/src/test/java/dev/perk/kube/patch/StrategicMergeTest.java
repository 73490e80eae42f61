package dev.perk.kube.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.TestTypes;
import dev.perk.kube.store.Patch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * kubernetes-api.md 2.9. Upstream: {@code k8s.io/apimachinery
 * pkg/util/strategicpatch/patch_test.go} and the {@code community} document on strategic merge
 * patch.
 */
class StrategicMergeTest {

    private static final String POD =
            """
            {'kind':'Pod','spec':{'containers':[
               {'name':'a','image':'a:1','env':[{'name':'X','value':'1'},{'name':'Y','value':'2'}],
                'ports':[{'containerPort':53,'protocol':'TCP'},
                         {'containerPort':53,'protocol':'UDP'}],
                'args':['1','2']},
               {'name':'b','image':'b:1'}],
              'tolerations':[{'key':'k'}]}}
            """;

    @Test
    void elementsWithTheSameKeyAreTheSame() {
        assertThat(
                        patched(
                                        POD,
                                        """
                                        {'spec':{'containers':[{'name':'a','image':'a:2',
                                          'env':[{'name':'Y','value':'3'}],'args':['9']}]}}
                                        """)
                                .at("/spec/containers/0"))
                .isEqualTo(
                        json(
                                """
                                {'name':'a','image':'a:2',
                                 'env':[{'name':'X','value':'1'},{'name':'Y','value':'3'}],
                                 'ports':[{'containerPort':53,'protocol':'TCP'},
                                          {'containerPort':53,'protocol':'UDP'}],
                                 'args':['9']}
                                """));
    }

    @Test
    void whatIsNewComesFirstUnlessAnOrderIsGiven() {
        String withoutOrder = "{'spec':{'containers':[{'name':'c'}]}}";
        String withOrder =
                """
                {'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'c'},{'name':'a'}],
                         'containers':[{'name':'c'}]}}
                """;
        assertThat(names(patched(POD, withoutOrder), "/spec/containers"))
                .isEqualTo(json("['c','a','b']"));
        assertThat(names(patched(POD, withOrder), "/spec/containers"))
                .isEqualTo(json("['b','c','a']"));
    }

    @Test
    void whatOnlyTheServerKnowsKeepsItsPlace() {
        assertThat(
                        names(
                                patched(
                                        list("a", "b", "c", "d"),
                                        """
                                        {'spec':{'$setElementOrder/containers':[
                                           {'name':'d'},{'name':'b'}]}}
                                        """),
                                "/spec/containers"))
                .isEqualTo(json("['a','c','d','b']"));
    }

    @Test
    void anElementIsDeletedByADirective() {
        assertThat(
                        names(
                                patched(
                                        POD,
                                        "{'spec':{'containers':[{'name':'a','$patch':'delete'}]}}"),
                                "/spec/containers"))
                .isEqualTo(json("['b']"));
    }

    @Test
    void aListIsReplacedByADirective() {
        assertThat(
                        patched(POD, "{'spec':{'containers':[{'name':'z'},{'$patch':'replace'}]}}")
                                .at("/spec/containers"))
                .isEqualTo(json("[{'name':'z'}]"));
    }

    @Test
    void aMapIsReplacedOrDeletedByADirective() {
        String deployment = "{'kind':'Deployment','spec':{'strategy':{'type':'X','y':{'z':1}}}}";
        assertThat(
                        patched(deployment, "{'spec':{'strategy':{'$patch':'replace','type':'Y'}}}")
                                .at("/spec/strategy"))
                .isEqualTo(json("{'type':'Y'}"));
        assertThat(
                        patched(deployment, "{'spec':{'strategy':{'$patch':'delete'}}}")
                                .at("/spec/strategy"))
                .isEqualTo(json("{}"));
    }

    /** kubectl, when the strategy of a Deployment or the kind of a volume changes. */
    @Test
    void onlyRetainedKeysStay() {
        String deployment =
                "{'kind':'Deployment','spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{}}}}";
        assertThat(
                        patched(
                                        deployment,
                                        "{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}")
                                .at("/spec/strategy"))
                .isEqualTo(json("{'type':'Recreate'}"));
        assertThatThrownBy(() ->
                        patched(deployment, "{'spec':{'strategy':{'$retainKeys':['type'],'x':1}}}"))
                .hasMessage("invalid patch format of retainKeys");
    }

    @Test
    void finalizersAreASetAndOwnersGoByUid() {
        String object =
                """
                {'kind':'ConfigMap','metadata':{'finalizers':['a/a','b/b'],
                   'ownerReferences':[{'uid':'1','name':'x'}]}}
                """;
        JsonNode metadata =
                patched(
                                object,
                                """
                                {'metadata':{'finalizers':['c/c','b/b'],
                                   'ownerReferences':[{'uid':'1','controller':true},{'uid':'2'}]}}
                                """)
                        .path("metadata");
        assertThat(metadata.path("finalizers").valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrder("a/a", "b/b", "c/c");
        assertThat(metadata.path("ownerReferences"))
                .isEqualTo(json("[{'uid':'1','name':'x','controller':true},{'uid':'2'}]"));
    }

    @Test
    void valuesAreDeletedFromASet() {
        String object = "{'kind':'ConfigMap','metadata':{'finalizers':['a/a','b/b','c/c']}}";
        assertThat(
                        patched(
                                        object,
                                        """
                                        {'metadata':{'$deleteFromPrimitiveList/finalizers':['b/b'],
                                          '$setElementOrder/finalizers':['c/c','a/a']}}
                                        """)
                                .at("/metadata/finalizers"))
                .isEqualTo(json("['c/c','a/a']"));
    }

    @Test
    void otherListsAreReplaced() {
        assertThat(patched(POD, "{'spec':{'tolerations':[{'key':'new'}]}}").at("/spec/tolerations"))
                .isEqualTo(json("[{'key':'new'}]"));
    }

    @Test
    void portsGoByTheirOwnKeys() {
        String service =
                "{'kind':'Service','spec':{'ports':[{'port':80,'name':'a'},{'port':81,'name':'b'}]}}";
        assertThat(
                        patched(service, "{'spec':{'ports':[{'port':81,'name':'c'}]}}")
                                .at("/spec/ports"))
                .isEqualTo(json("[{'port':80,'name':'a'},{'port':81,'name':'c'}]"));
        assertThat(
                        patched(
                                        POD,
                                        """
                                        {'spec':{'containers':[{'name':'a',
                                           'ports':[{'containerPort':53,'name':'dns'}]}]}}
                                        """)
                                .at("/spec/containers/0/ports"))
                .as("the first of those with the same key")
                .isEqualTo(
                        json(
                                """
                                [{'containerPort':53,'protocol':'TCP','name':'dns'},
                                 {'containerPort':53,'protocol':'UDP'}]
                                """));
    }

    @Test
    void conditionsGoByType() {
        String pod =
                "{'kind':'Pod','status':{'conditions':[{'type':'A','status':'True'},{'type':'B'}]}}";
        assertThat(
                        patched(pod, "{'status':{'conditions':[{'type':'A','status':'False'}]}}")
                                .at("/status/conditions"))
                .isEqualTo(json("[{'type':'A','status':'False'},{'type':'B'}]"));
    }

    @Test
    void nullTakesAFieldAwayAndIsNeverStored() {
        JsonNode result =
                patched(
                        "{'kind':'ConfigMap','data':{'a':'1','b':'2'}}",
                        "{'data':{'a':null,'new':null},'other':{'x':null,'y':{'z':null}}}");
        assertThat(result)
                .isEqualTo(json("{'kind':'ConfigMap','data':{'b':'2'},'other':{'y':{}}}"));
    }

    @Test
    void anElementNeedsItsKey() {
        assertThatThrownBy(() -> patched(POD, "{'spec':{'containers':[{'image':'x'}]}}"))
                .hasMessage("map: map[image:x] does not contain declared merge key: name");
    }

    @Test
    void theOriginalStaysAsItWas() {
        ObjectNode original = (ObjectNode) json(POD);
        Patches.apply(
                TestTypes.KINDS,
                original,
                new Patch.StrategicMergePatch(
                        (ObjectNode)
                                json(
                                        "{'spec':{'containers':[{'name':'a','image':'z'}],"
                                                + "'tolerations':null}}")));
        assertThat(original).isEqualTo(json(POD));
    }

    private static String list(String... names) {
        var pod = new StringBuilder("{'kind':'Pod','spec':{'containers':[");
        for (String name : names) {
            pod.append(pod.charAt(pod.length() - 1) == '[' ? "" : ",");
            pod.append("{'name':'").append(name).append("'}");
        }
        return pod.append("]}}").toString();
    }

    private static JsonNode names(JsonNode object, String path) {
        var names = Json.mapper().createArrayNode();
        object.at(path).forEach(element -> names.add(element.path("name").asText()));
        return names;
    }

    private static JsonNode patched(String original, String patch) {
        return Patches.apply(
                TestTypes.KINDS,
                (ObjectNode) json(original),
                new Patch.StrategicMergePatch((ObjectNode) json(patch)));
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
