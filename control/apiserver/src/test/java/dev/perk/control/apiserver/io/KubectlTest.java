package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.io.Kubectl.Said;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock kubectl 1.32 against the API on a real port, without a flag that loosens anything. What it
 * must print is what it prints with Kubernetes.
 */
@TestInstance(Lifecycle.PER_CLASS)
class KubectlTest {
    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: NAME
            spec:
              replicas: 2
              selector:
                matchLabels: {app: web}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                  - name: c
                    image: nginx:1
                  - name: d
                    image: other:1
            """;
    private static final String SERVICE =
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata:
              name: NAME
            spec:
              template:
                spec:
                  containers:
                  - image: ghcr.io/knative/helloworld
                    env:
                    - name: TARGET
                      value: World
            """;

    private TestServer server;
    private Kubectl kubectl;
    private Path home;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Kubectl.assumePresent();
        home = folder;
        server =
                new TestServer(
                        folder,
                        (_, _, _) ->
                                new ByteArrayInputStream(
                                        "hello\n".getBytes(StandardCharsets.UTF_8)));
        kubectl = new Kubectl(server.kubeconfig(), folder);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private String apply(String yaml, String name) throws IOException {
        return kubectl.run("apply", "-f", kubectl.file("f.yaml", yaml.replace("NAME", name)))
                .ok()
                .out()
                .strip();
    }

    @Test
    void createsBuiltInKindsWhichItSendsAsProtobuf() {
        assertThat(kubectl.run("create", "namespace", "made").ok().out())
                .isEqualTo("namespace/made created\n");
        kubectl.run("create", "configmap", "made", "--from-literal=a=b", "-n", "made").ok();
        kubectl.run("create", "secret", "generic", "made", "--from-literal=p=q", "-n", "made").ok();
        kubectl.run("create", "serviceaccount", "made", "-n", "made").ok();
        kubectl.run("create", "deployment", "made", "--image=nginx:1", "--replicas=3", "-n", "made")
                .ok();

        assertThat(kubectl.run("get", "cm", "made", "-n", "made", "-o", "jsonpath={.data.a}").out())
                .isEqualTo("b");
        assertThat(
                        kubectl.run(
                                        "get",
                                        "secret",
                                        "made",
                                        "-n",
                                        "made",
                                        "-o",
                                        "jsonpath={.data.p}")
                                .out())
                .isEqualTo("cQ==");
        assertThat(kubectl.run("get", "deploy", "made", "-n", "made").ok().lines().get(1))
                .startsWith("made   0/3     0            0           ");
        Said again = kubectl.run("create", "namespace", "made");
        assertThat(again.err())
                .isEqualTo(
                        "Error from server (AlreadyExists): namespaces \"made\" already exists\n");
    }

    @Test
    void appliesBuiltInKindsByStrategicMerge() throws IOException {
        assertThat(apply(DEPLOYMENT, "web")).isEqualTo("deployment.apps/web created");
        assertThat(apply(DEPLOYMENT, "web")).isEqualTo("deployment.apps/web unchanged");
        kubectl.run("set", "env", "deploy/web", "-c", "d", "X=y").ok();

        assertThat(apply(DEPLOYMENT.replace("nginx:1", "nginx:2"), "web"))
                .isEqualTo("deployment.apps/web configured");

        assertThat(
                        kubectl.run(
                                        "get",
                                        "deploy",
                                        "web",
                                        "-o",
                                        "jsonpath={.spec.template.spec.containers[*].image}"
                                            + " {.spec.template.spec.containers[1].env[0].value}")
                                .out())
                .as("what another hand has added to another container stays")
                .isEqualTo("nginx:2 other:1 y");
        assertThat(kubectl.run("edit", "deploy", "web").ok().out())
                .isEqualTo("deployment.apps/web edited\n");
    }

    @Test
    void appliesCustomKindsByMerge() throws IOException {
        assertThat(apply(SERVICE, "hello")).isEqualTo("service.serving.knative.dev/hello created");
        assertThat(apply(SERVICE, "hello"))
                .isEqualTo("service.serving.knative.dev/hello unchanged");
        assertThat(apply(SERVICE.replace("World", "Moon"), "hello"))
                .isEqualTo("service.serving.knative.dev/hello configured");

        assertThat(kubectl.run("get", "ksvc", "hello").ok().lines().getFirst())
                .isEqualTo("NAME    URL   LATESTCREATED   LATESTREADY   READY   REASON");
        assertThat(kubectl.run("describe", "ksvc", "hello").ok().out())
                .contains("Kind:         Service", "Value:  Moon");
    }

    @Test
    void refusesFieldsThatAKindHasNot() throws IOException {
        Said custom =
                kubectl.run(
                        "apply",
                        "-f",
                        kubectl.file(
                                "bad.yaml",
                                SERVICE.replace("NAME", "bad").replace("value:", "valeu:")));
        Said builtIn =
                kubectl.run(
                        "apply",
                        "-f",
                        kubectl.file(
                                "bad.yaml",
                                DEPLOYMENT
                                        .replace("NAME", "bad")
                                        .replace("replicas:", "replica:")));
        Said warned =
                kubectl.run(
                        "apply",
                        "--validate=warn",
                        "-f",
                        kubectl.file(
                                "warned.yaml",
                                """
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: {name: warned}
                                foo: 1
                                """));

        assertThat(custom.exit()).isEqualTo(1);
        assertThat(custom.err())
                .contains(
                        "Service in version \"v1\" cannot be handled as a Service: strict decoding"
                                + " error: unknown field"
                                + " \"spec.template.spec.containers[0].env[0].valeu\"");
        assertThat(builtIn.err()).contains("strict decoding error: unknown field \"spec.replica\"");
        assertThat(warned.ok().err()).isEqualTo("Warning: unknown field \"foo\"\n");
    }

    @Test
    void getsEveryKindByEachOfItsNames() {
        for (ResourceType type : Kinds.SERVED) {
            kubectl.run("get", type.qualifiedPlural(), "-A").ok();
            for (String shortName : type.shortNames()) {
                kubectl.run("get", shortName, "-A", "-o", "name").ok();
            }
        }
        kubectl.run("get", "ksvc,configurations,revisions,routes", "-A", "-o", "wide").ok();
        kubectl.run("get", "all", "-A").ok();
        Said none = kubectl.run("get", "cm", "-n", "nowhere");
        assertThat(none.err()).isEqualTo("No resources found in nowhere namespace.\n");
        assertThat(kubectl.run("get", "cm", "nope").err())
                .isEqualTo("Error from server (NotFound): configmaps \"nope\" not found\n");
        assertThat(kubectl.run("get", "nosuch").err())
                .isEqualTo("error: the server doesn't have a resource type \"nosuch\"\n");
    }

    @Test
    void printsWhatExistsAndThenWhatHappens() throws Exception {
        kubectl.run("create", "configmap", "seen").ok();
        Path out = home.resolve("watch");
        Process watch = kubectl.start(out, home.resolve("watch.err"), "get", "cm", "-w");
        try {
            awaitLine(out, "seen");
            kubectl.run("label", "cm", "seen", "x=y").ok();
            kubectl.run("create", "configmap", "later").ok();
            awaitLine(out, "later");
            assertThat(Files.readAllLines(out).getFirst()).isEqualTo("NAME   DATA   AGE");
        } finally {
            watch.destroy();
        }
    }

    /** The file grows as the process writes: asks again until the line is there. */
    private void awaitLine(Path file, String start) throws Exception {
        var found = new CountDownLatch(1);
        var timer =
                server.scheduler()
                        .every(
                                Duration.ofMillis(20),
                                () -> {
                                    if (contains(file, start)) {
                                        found.countDown();
                                    }
                                });
        assertThat(found.await(30, TimeUnit.SECONDS))
                .as(start + " in " + Files.readString(file))
                .isTrue();
        timer.cancel();
    }

    private static boolean contains(Path file, String start) {
        try {
            return Files.readAllLines(file).stream().anyMatch(line -> line.startsWith(start));
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void waitsForConditionsAndForDeletion() throws IOException {
        apply(SERVICE, "slow");

        assertThat(kubectl.run("wait", "--for=condition=Ready", "ksvc/slow", "--timeout=1s").err())
                .isEqualTo("error: timed out waiting for the condition on services/slow\n");
        kubectl.run(
                        "patch",
                        "ksvc",
                        "slow",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}")
                .ok();
        assertThat(
                        kubectl.run("wait", "--for=condition=Ready", "ksvc/slow", "--timeout=9s")
                                .ok()
                                .out())
                .isEqualTo("service.serving.knative.dev/slow condition met\n");
        assertThat(kubectl.run("delete", "ksvc", "slow").ok().out())
                .isEqualTo("service.serving.knative.dev \"slow\" deleted\n");
        kubectl.run("wait", "--for=delete", "ksvc/slow", "--timeout=9s").ok();
    }

    @Test
    void changesLabelsAnnotationsAndReplicas() throws IOException {
        apply(DEPLOYMENT, "changed");

        assertThat(kubectl.run("label", "deploy", "changed", "tier=front").ok().out())
                .isEqualTo("deployment.apps/changed labeled\n");
        kubectl.run("annotate", "deploy", "changed", "note=yes").ok();
        assertThat(kubectl.run("get", "deploy", "-l", "tier=front", "-o", "name").out())
                .isEqualTo("deployment.apps/changed\n");
        assertThat(kubectl.run("scale", "deploy", "changed", "--replicas=5").ok().out())
                .isEqualTo("deployment.apps/changed scaled\n");
        kubectl.run("scale", "deploy", "changed", "--current-replicas=5", "--replicas=1").ok();
        assertThat(
                        kubectl.run("get", "deploy", "changed", "--subresource=scale")
                                .ok()
                                .lines()
                                .get(1))
                .startsWith("changed   1         0           ");
        kubectl.run("rollout", "restart", "deploy", "changed").ok();
        kubectl.run(
                        "patch",
                        "deploy",
                        "changed",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"observedGeneration\":9,\"replicas\":1,\"updatedReplicas\":1,"
                            + "\"readyReplicas\":1,\"availableReplicas\":1}}")
                .ok();
        assertThat(kubectl.run("rollout", "status", "deploy", "changed").ok().out())
                .isEqualTo("deployment \"changed\" successfully rolled out\n");
    }

    @Test
    void readsTheLogOfAPod() {
        kubectl.run("run", "talker", "--image=i").ok();
        kubectl.run("patch", "pod", "talker", "-p", "{\"spec\":{\"nodeName\":\"n\"}}").ok();
        kubectl.run(
                        "patch",
                        "pod",
                        "talker",
                        "--subresource=status",
                        "-p",
                        "{\"status\":{\"containerStatuses\":[{\"name\":\"talker\",\"state\":{\"running\":{}}}]}}")
                .ok();

        assertThat(kubectl.run("logs", "talker").ok().out()).isEqualTo("hello\n");
        assertThat(kubectl.run("logs", "talker", "-f", "--tail=1").ok().out()).isEqualTo("hello\n");
        assertThat(kubectl.run("exec", "talker", "--", "ls").err())
                .as("without a node; with one, KubectlStreamsTest")
                .isEqualTo("error: a node that runs commands in pods is not built into Perk yet\n");
    }

    @Test
    void learnsAboutTheServerAndItself() {
        assertThat(kubectl.run("version").ok().out()).contains("Server Version: v1.32.0+perk");
        assertThat(kubectl.run("api-resources").ok().lines())
                .hasSizeGreaterThan(Kinds.SERVED.size())
                .anyMatch(line -> line.startsWith("services   ") && line.contains("kservice,ksvc"));
        assertThat(kubectl.run("api-resources").ok().out())
                .as("a second time, when nothing has changed")
                .contains("deployments");
        assertThat(kubectl.run("auth", "whoami").ok().out()).contains("kubernetes-admin");
        assertThat(kubectl.run("auth", "can-i", "create", "pods").ok().out()).isEqualTo("yes\n");
        assertThat(kubectl.run("explain", "ksvc.spec.template.spec").ok().out())
                .contains(
                        "containerConcurrency\t<integer>",
                        "containers\t<[]Object> -required-",
                        "How many requests a container may work on at a time");
        assertThat(kubectl.run("explain", "deploy.spec").ok().out())
                .contains("replicas\t<integer>");
        assertThat(kubectl.run("get", "--raw", "/readyz?verbose").ok().out())
                .endsWith("readyz check passed\n");
    }

    @Test
    void deletesWhatItHasMade() {
        kubectl.run("create", "configmap", "gone").ok();

        assertThat(kubectl.run("delete", "cm", "gone").ok().out())
                .isEqualTo("configmap \"gone\" deleted\n");
        assertThat(kubectl.run("delete", "cm", "gone").err())
                .isEqualTo("Error from server (NotFound): configmaps \"gone\" not found\n");
        kubectl.run("delete", "cm", "gone", "--ignore-not-found").ok();
    }
}
