package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One person's afternoon: a namespace, a Service, a new revision, a split, a clean-up. The steps
 * build on each other.
 *
 * <p>Upstream: TestServiceCreateAndUpdate, TestServiceWithTrafficSplit, TestHelloWorld.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class DeployTest {
    private static final String HOST = "hello.production.localhost";

    private Perk perk;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        assumeFalse(Perk.lacks("kubectl"), "kubectl is missing on this machine");
        Path home = Files.createDirectory(temporary.resolve("home"));
        perk = Perk.up(home, Perk.lacks("runc") ? "process" : "runc");
        perk.load(Perk.sampleImage());
        // Short windows, so that the way to zero fits into a test.
        perk.kubectl(
                        "patch",
                        "configmap",
                        "config-autoscaler",
                        "-n",
                        "knative-serving",
                        "--type=merge",
                        "-p",
                        "{\"data\":{\"stable-window\":\"6s\",\"scale-to-zero-grace-period\":\"2s\"}}")
                .ok();
    }

    @AfterAll
    void stop() {
        if (perk != null) {
            perk.close();
        }
    }

    @Test
    @Order(1)
    void aServiceBecomesReadyAndAnswers() {
        perk.kubectl("create", "namespace", "production").ok();
        assertThat(perk.apply("production", service("World", "")).ok().out())
                .contains("hello created");
        perk.kubectl(
                        "wait",
                        "-n",
                        "production",
                        "ksvc/hello",
                        "--for=condition=Ready",
                        "--timeout=60s")
                .ok();
        var answer = perk.get(HOST, "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Hello World!\n");
    }

    @Test
    @Order(2)
    void everyChildCanBeLookedAt() {
        String get =
                perk.kubectl("get", "ksvc,configurations,revisions,routes", "-n", "production")
                        .ok()
                        .out();
        assertThat(get)
                .contains("service.serving.knative.dev/hello")
                .contains("configuration.serving.knative.dev/hello")
                .contains("revision.serving.knative.dev/hello-00001")
                .contains("route.serving.knative.dev/hello")
                .contains("http://" + HOST);
        String children =
                perk.kubectl(
                                "get",
                                "pods,deployments,services,podautoscalers,serverlessservices",
                                "-n",
                                "production")
                        .ok()
                        .out();
        assertThat(children)
                .contains("hello-00001-deployment")
                .contains("hello-00001-private")
                .contains("2/2");
        assertThat(perk.kubectl("describe", "ksvc", "hello", "-n", "production").ok().out())
                .contains("Created Configuration \"hello\"")
                .contains("Latest Ready Revision Name:");
        String logs =
                perk.kubectl(
                                "logs",
                                "-n",
                                "production",
                                "-l",
                                "serving.knative.dev/revision=hello-00001",
                                "-c",
                                "user-container")
                        .ok()
                        .out();
        assertThat(logs).contains("listening on");
    }

    @Test
    @Order(3)
    void aChangeMakesARevisionAndMovesTraffic() {
        perk.apply("production", service("Moon", "")).ok();
        perk.kubectl(
                        "wait",
                        "-n",
                        "production",
                        "ksvc/hello",
                        "--for=jsonpath={.status.latestReadyRevisionName}=hello-00002",
                        "--timeout=60s")
                .ok();
        perk.kubectl(
                        "wait",
                        "-n",
                        "production",
                        "ksvc/hello",
                        "--for=condition=Ready",
                        "--timeout=60s")
                .ok();
        assertThat(perk.get(HOST, "/").body()).isEqualTo("Hello Moon!\n");
    }

    @Test
    @Order(4)
    void aSplitIsFairAndTagsHaveTheirOwnAddress() {
        String split =
                """
                  traffic:
                    - tag: current
                      revisionName: hello-00001
                      percent: 50
                    - tag: candidate
                      revisionName: hello-00002
                      percent: 50
                    - tag: latest
                      latestRevision: true
                      percent: 0
                """;
        perk.apply("production", service("Moon", split)).ok();
        perk.kubectl(
                        "wait",
                        "-n",
                        "production",
                        "ksvc/hello",
                        "--for=jsonpath={.status.traffic[2].tag}=latest",
                        "--timeout=60s")
                .ok();
        perk.kubectl(
                        "wait",
                        "-n",
                        "production",
                        "ksvc/hello",
                        "--for=condition=Ready",
                        "--timeout=60s")
                .ok();
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            answers.merge(perk.get(HOST, "/").body(), 1, Integer::sum);
        }
        assertThat(answers).containsOnlyKeys("Hello Moon!\n", "Hello World!\n");
        assertThat(answers.get("Hello World!\n")).isBetween(450, 550);
        assertThat(perk.get("current-" + HOST, "/").body()).isEqualTo("Hello World!\n");
        assertThat(perk.get("candidate-" + HOST, "/").body()).isEqualTo("Hello Moon!\n");
        assertThat(perk.get("latest-" + HOST, "/").body()).isEqualTo("Hello Moon!\n");
    }

    @Test
    @Order(5)
    void withoutCallsEveryPodGoesAndTheNextCallIsHeldUntilOneIsBack() {
        perk.kubectl("wait", "-n", "production", "pods", "--all", "--for=delete", "--timeout=90s")
                .ok();
        assertThat(perk.get(HOST, "/").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void deletingTheServiceRemovesEveryChild() {
        perk.kubectl("delete", "ksvc", "hello", "-n", "production").ok();
        for (String kind :
                new String[] {
                    "configurations", "revisions", "routes", "podautoscalers", "deployments", "pods"
                }) {
            perk.kubectl(
                    "wait", "-n", "production", kind, "--all", "--for=delete", "--timeout=10s");
        }
        String left =
                perk.kubectl(
                                "get",
                                "configurations,revisions,routes,podautoscalers,serverlessservices,deployments,replicasets,pods,services",
                                "-n",
                                "production",
                                "-o",
                                "name")
                        .ok()
                        .out();
        assertThat(left).isEmpty();
    }

    private static String service(String target, String traffic) {
        return """
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata:
          name: hello
        spec:
          template:
            spec:
              containers:
                - image: dev.local/helloworld
                  env:
                    - name: TARGET
                      value: %s
        %s\
        """
                .formatted(target, traffic);
    }
}
