package dev.perk.control.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.table.Tables.RowObject;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Upstream: {@code k8s.io/kubernetes pkg/printers/internalversion/printers_test.go}. */
class TablesTest {
    private static final String CREATED = "'creationTimestamp':'2025-12-31T23:55:00Z'";

    @Test
    void showsAPodAsKubectlDoes() {
        String pod =
                "{'metadata':{'name':'p',"
                        + CREATED
                        + "},'spec':{'nodeName':'n1','containers':[{'name':'a'},{'name':'b'}]},"
                        + "'status':{'phase':'Running','podIPs':[{'ip':'10.0.0.9'}],'containerStatuses':["
                        + "{'name':'a','ready':true,'restartCount':3,'state':{'running':{}},"
                        + "'lastState':{'terminated':{'finishedAt':'2025-12-31T23:59:00Z'}}},"
                        + "{'name':'b','ready':false,'restartCount':0,'state':{'running':{}}}]}}";

        assertThat(cells(Kinds.POD, pod))
                .containsExactly(
                        "p",
                        "1/2",
                        "Running",
                        "3 (60s ago)",
                        "5m",
                        "10.0.0.9",
                        "n1",
                        "<none>",
                        "<none>");
    }

    static Stream<List<String>> podStates() {
        return Stream.of(
                List.of("'phase':'Pending'", "0/1 Pending 0"),
                List.of(
                        "'phase':'Pending','containerStatuses':[{'state':{'waiting':{'reason':'ImagePullBackOff'}}}]",
                        "0/1 ImagePullBackOff 0"),
                List.of(
                        "'phase':'Running','containerStatuses':[{'restartCount':2,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]",
                        "0/1 CrashLoopBackOff 2"),
                List.of(
                        "'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]",
                        "0/1 Completed 0"),
                List.of(
                        "'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':2}}}]",
                        "0/1 ExitCode:2 0"),
                List.of(
                        "'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':137,'signal':9}}}]",
                        "0/1 Signal:9 0"),
                List.of("'phase':'Failed','reason':'Evicted'", "0/1 Evicted 0"),
                List.of(
                        "'phase':'Running','conditions':[{'type':'Ready','status':'True'}],"
                            + "'containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'ready':true,'state':{'running':{}}}]",
                        "1/1 Running 0"),
                List.of(
                        "'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False','reason':'SchedulingGated'}]",
                        "0/1 SchedulingGated 0"),
                List.of(
                        "'phase':'Pending','initContainerStatuses':[{'name':'i','restartCount':4,'state':{'running':{}}}],"
                            + "'containerStatuses':[{'state':{'waiting':{'reason':'PodInitializing'}}}]",
                        "0/1 Init:0/1 4"),
                List.of(
                        "'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':3}}}]",
                        "0/1 Init:ExitCode:3 0"),
                List.of(
                        "'phase':'Running','initContainerStatuses':[{'name':'i','restartCount':4,'state':{'terminated':{'exitCode':0}}}],"
                            + "'containerStatuses':[{'ready':true,'state':{'running':{}}}]",
                        "1/1 Running 0"));
    }

    @ParameterizedTest
    @MethodSource("podStates")
    void saysInOneWordHowAPodIs(List<String> statusAndExpected) {
        boolean initContainer = statusAndExpected.getFirst().contains("initContainerStatuses");
        String pod =
                "{'metadata':{'name':'p'},'spec':{"
                        + (initContainer ? "'initContainers':[{'name':'i'}]," : "")
                        + "'containers':[{'name':'a'}]},'status':{"
                        + statusAndExpected.getFirst()
                        + "}}";

        List<String> cells = cells(Kinds.POD, pod);

        assertThat(String.join(" ", cells.subList(1, 4))).isEqualTo(statusAndExpected.get(1));
    }

    @Test
    void callsAPodTerminatingOnceItsDeletionIsAskedFor() {
        String pod =
                "{'metadata':{'deletionTimestamp':'2026-01-01T00:00:00Z'},'status':{'phase':'%s'}}";

        assertThat(cells(Kinds.POD, pod.formatted("Running")).get(2)).isEqualTo("Terminating");
        assertThat(cells(Kinds.POD, pod.formatted("Succeeded")).get(2)).isEqualTo("Succeeded");
    }

    @Test
    void showsWorkloadsAndServices() {
        assertThat(
                        cells(
                                Kinds.DEPLOYMENT,
                                "{'metadata':{'name':'d'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'d'}},"
                                    + "'template':{'spec':{'containers':[{'name':'c','image':'i:1'}]}}},'status':{'readyReplicas':1,'updatedReplicas':2}}"))
                .containsExactly("d", "1/2", "2", "0", "<unknown>", "c", "i:1", "app=d");
        assertThat(
                        cells(
                                Kinds.SERVICE,
                                "{'metadata':{'name':'s'},'spec':{'type':'ClusterIP','clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],"
                                    + "'ports':[{'port':80},{'port':53,'protocol':'UDP','nodePort':30053}],'selector':{'b':'2','a':'1'}}}"))
                .containsExactly(
                        "s",
                        "ClusterIP",
                        "10.96.0.1",
                        "<none>",
                        "80/TCP,53:30053/UDP",
                        "<unknown>",
                        "a=1,b=2");
        assertThat(
                        cells(
                                Kinds.ENDPOINTS,
                                "{'metadata':{'name':'e'},'subsets':[{'addresses':[{'ip':'1'},{'ip':'2'}],'ports':[{'port':80},{'port':81}]}]}"))
                .contains("1:80,1:81,2:80 + 1 more...");
    }

    @Test
    void showsKnativeServicesWithTheColumnsOfTheirDefinition() {
        String service =
                "{'metadata':{'name':'hello'},'status':{'url':'http://hello','latestReadyRevisionName':'hello-00001',"
                    + "'conditions':[{'type':'RoutesReady','status':'Unknown'},{'type':'Ready','status':'True'}]}}";

        assertThat(heads(Kinds.KNATIVE_SERVICE))
                .containsExactly("Name", "URL", "LatestCreated", "LatestReady", "Ready", "Reason");
        assertThat(cells(Kinds.KNATIVE_SERVICE, service))
                .containsExactly("hello", "http://hello", "null", "hello-00001", "True", "null");
    }

    @Test
    void showsRevisionsByLabelsWithDotsInTheirKeys() {
        assertThat(
                        cells(
                                Kinds.REVISION,
                                "{'metadata':{'name':'r','labels':{'serving.knative.dev/configuration':'c','serving.knative.dev/configurationGeneration':'7'}},"
                                    + "'status':{'actualReplicas':0}}"))
                .containsExactly("r", "c", "7", "null", "null", "0", "null");
    }

    @Test
    void saysTheColumnsInTheFirstEventOnly() {
        Tables tables = Tables.of(Kinds.CONFIG_MAP);
        KubeObject object =
                object(Kinds.CONFIG_MAP, "{'metadata':{'name':'c','resourceVersion':'5'}}");

        ObjectNode first = tables.event(object, true, RowObject.METADATA, FakeClock.START);
        ObjectNode second = tables.event(object, false, RowObject.NONE, FakeClock.START);

        assertThat(first.path("columnDefinitions")).hasSize(3);
        assertThat(first.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(second.get("columnDefinitions").isNull()).isTrue();
        assertThat(second.at("/rows/0/object").isNull()).isTrue();
        assertThat(second.at("/metadata/resourceVersion").asText()).isEqualTo("5");
    }

    static Stream<ResourceType> served() {
        return Kinds.SERVED.stream();
    }

    @ParameterizedTest
    @MethodSource("served")
    void showsAnObjectOfEveryKindThatSaysNothingYet(ResourceType type) {
        assertThat(cells(type, "{'metadata':{'name':'x'}}"))
                .hasSameSizeAs(heads(type))
                .hasSizeGreaterThan(1);
    }

    private static List<String> heads(ResourceType type) {
        return table(type, "{}").path("columnDefinitions").findValuesAsText("name");
    }

    private static List<String> cells(ResourceType type, String singleQuoted) {
        List<String> cells = new ArrayList<>();
        for (JsonNode cell : table(type, singleQuoted).at("/rows/0/cells")) {
            cells.add(cell.asText());
        }
        return cells;
    }

    private static ObjectNode table(ResourceType type, String singleQuoted) {
        return Tables.of(type)
                .table(
                        List.of(object(type, singleQuoted)),
                        Json.object(),
                        RowObject.METADATA,
                        FakeClock.START);
    }

    private static KubeObject object(ResourceType type, String singleQuoted) {
        return KubeObject.of(
                type,
                (ObjectNode)
                        Json.read(
                                singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
