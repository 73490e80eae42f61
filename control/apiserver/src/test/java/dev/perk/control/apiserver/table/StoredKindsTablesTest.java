package dev.perk.control.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.table.Tables.RowObject;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Upstream: {@code k8s.io/kubernetes pkg/printers/internalversion/printers_test.go}. */
class StoredKindsTablesTest {

    /**
     * @param heads of the columns; those of {@code -o wide} are in brackets
     */
    @ParameterizedTest
    @CsvFileSource(resources = "stored-kinds.csv", delimiter = '|', quoteCharacter = '~')
    void showsWhatKubectlShows(String kind, String heads, String object, String cells) {
        JsonNode table = table(kind, object);

        assertThat(heads(table)).isEqualTo(heads);
        assertThat(cells(table)).isEqualTo(cells);
    }

    @Test
    void marksTheRowsOfPodsThatHaveEnded() {
        assertThat(table("Pod", "{status: {phase: Running}}").at("/rows/0/conditions").isEmpty())
                .isTrue();
        assertThat(table("Pod", "{status: {phase: Failed}}").at("/rows/0/conditions"))
                .hasToString(
                        "[{\"type\":\"Completed\",\"status\":\"True\",\"reason\":\"Failed\",\"message\":\"The"
                            + " pod failed.\"}]");
    }

    private static String heads(JsonNode table) {
        List<String> heads = new ArrayList<>();
        for (JsonNode column : table.path("columnDefinitions")) {
            String name = column.path("name").asText();
            heads.add(column.path("priority").asInt() > 0 ? "[" + name + "]" : name);
        }
        return String.join(", ", heads);
    }

    private static String cells(JsonNode table) {
        List<String> cells = new ArrayList<>();
        table.at("/rows/0/cells").forEach(cell -> cells.add(cell.asText()));
        return String.join("; ", cells);
    }

    private static JsonNode table(String kind, String yaml) {
        ResourceType type =
                Kinds.SERVED.stream()
                        .filter(each -> each.kind().equals(kind) && !each.custom())
                        .findFirst()
                        .orElseThrow();
        ObjectNode tree = (ObjectNode) Yaml.parse(yaml).optional().orElseThrow();
        tree.withObject("/metadata")
                .put("name", "x")
                .put("creationTimestamp", FakeClock.START.minusSeconds(300).toString());
        return Tables.of(type)
                .table(
                        List.of(KubeObject.of(type, tree)),
                        Json.object(),
                        RowObject.METADATA,
                        FakeClock.START);
    }
}
