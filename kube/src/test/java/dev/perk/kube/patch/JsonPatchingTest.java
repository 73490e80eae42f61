package dev.perk.kube.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6902, appendix A, and the limits of {@code k8s.io/apiserver}. */
class JsonPatchingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | [{'op':'add','path':'/b','value':2}] | {'a':1,'b':2}",
                "{'a':[1,3]} | [{'op':'add','path':'/a/1','value':2}] | {'a':[1,2,3]}",
                "{'a':[1]} | [{'op':'add','path':'/a/-','value':2}] | {'a':[1,2]}",
                "{'a':[1]} | [{'op':'add','path':'/a/1','value':2}] | {'a':[1,2]}",
                "{'a':1,'b':2} | [{'op':'remove','path':'/b'}] | {'a':1}",
                "{'a':[1,2]} | [{'op':'remove','path':'/a/0'}] | {'a':[2]}",
                "{'a':1} | [{'op':'replace','path':'/a','value':{'b':[]}}] | {'a':{'b':[]}}",
                "{'a':{'x':1},'b':{}} | [{'op':'move','from':'/a/x','path':'/b/y'}] |"
                        + " {'a':{},'b':{'y':1}}",
                "{'a':[1,2,3]} | [{'op':'move','from':'/a/0','path':'/a/2'}] | {'a':[2,3,1]}",
                "{'a':{'x':1}} | [{'op':'copy','from':'/a','path':'/b'}] |"
                        + " {'a':{'x':1},'b':{'x':1}}",
                "{'a/b':1,'m~n':2} |"
                    + " [{'op':'test','path':'/a~1b','value':1},{'op':'remove','path':'/m~0n'}] |"
                    + " {'a/b':1}",
                "{'a':1} | [{'op':'test','path':'/a','value':1.0}] | {'a':1}",
                "{'a':1} | [{'op':'test','path':'/b','value':null}] | {'a':1}",
                "{'a':1} | [{'op':'replace','path':'','value':{'b':2}}] | {'b':2}",
            })
    void anOperationDoesWhatItSays(String before, String operations, String after) {
        assertThat(patched(before, operations)).isEqualTo(json(after));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'op':'test','path':'/a','value':2}]",
                "[{'op':'test','path':'/list','value':null}]",
                "[{'op':'remove','path':'/b'}]",
                "[{'op':'remove','path':''}]",
                "[{'op':'replace','path':'/b','value':1}]",
                "[{'op':'add','path':'/b/c','value':1}]",
                "[{'op':'add','path':'/list/2','value':1}]",
                "[{'op':'add','path':'/list/01','value':1}]",
                "[{'op':'add','path':'/list/x','value':1}]",
                "[{'op':'add','path':'/a/x','value':1}]",
                "[{'op':'add','path':'/b'}]",
                "[{'op':'add','path':'b','value':1}]",
                "[{'op':'add','value':1}]",
                "[{'op':'copy','path':'/b'}]",
                "[{'op':'move','from':'/o','path':'/o/p'}]",
                "[{'op':'replace','path':'','value':[]}]",
                "[{'op':'spam','path':'/a'}]",
                "[{}]",
                "['x']",
            })
    void anOperationThatDoesNotFitIsRefused(String operations) {
        assertThatThrownBy(() -> patched("{'a':1,'list':[1],'o':{}}", operations))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> {
                            assertThat(refusal.code()).isEqualTo(422);
                            assertThat(refusal)
                                    .hasMessage(
                                            "the server rejected our request due to an error in our"
                                                    + " request");
                        });
    }

    @Test
    void tenThousandOperationsAreEnough() {
        ArrayNode operations = Json.mapper().createArrayNode();
        for (int i = 0; i < 10_000; i++) {
            operations.addObject().put("op", "add").put("path", "/a").put("value", i);
        }
        assertThat(patched(json("{}"), operations).path("a").asInt()).isEqualTo(9_999);
        operations.addObject().put("op", "remove").put("path", "/a");
        assertThatThrownBy(() -> patched(json("{}"), operations))
                .hasMessage(
                        "Request entity too large: The allowed maximum operations in a JSON patch"
                                + " is 10000, got 10001");
    }

    @Test
    void copiesOfCopiesDoNotFillTheMemory() {
        ArrayNode operations = Json.mapper().createArrayNode();
        for (int i = 0; i < 40; i++) {
            operations.addObject().put("op", "copy").put("from", "/a").put("path", "/a/x" + i);
        }
        assertThatThrownBy(() -> patched(json("{'a':{'text':'0123456789'}}"), operations))
                .hasMessageContaining("the server rejected our request");
    }

    @Test
    void aPatchDoesNotNestDeeperThanCanBeReadAgain() {
        ArrayNode operations = Json.mapper().createArrayNode();
        for (int i = 1; i <= 1_000; i++) {
            operations.addObject().put("op", "add").put("path", "/a".repeat(i)).putObject("value");
        }
        assertThatThrownBy(() -> patched(json("{}"), operations))
                .hasMessageContaining("the server rejected our request");
    }

    private static JsonNode patched(String before, String operations) {
        return patched(json(before), (ArrayNode) json(operations));
    }

    private static JsonNode patched(JsonNode before, ArrayNode operations) {
        JsonNode copy = before.deepCopy();
        JsonNode after =
                Patches.apply(
                        FieldType.Unknown.UNKNOWN,
                        (ObjectNode) before,
                        new Patch.JsonPatch(operations));
        assertThat(before).as("the original").isEqualTo(copy);
        return after;
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
