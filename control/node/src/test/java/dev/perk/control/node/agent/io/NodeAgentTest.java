package dev.perk.control.node.agent.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.node.agent.io.FakeRuntime.FakeContainer;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener.Exit;
import dev.perk.control.node.runtime.StartResult;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clauses: kubernetes {@code pkg/kubelet}, as clients see it in statuses and events. */
class NodeAgentTest {
    private static final String APP = "containers: [{name: c, image: dev.local/app}]";
    private static final String SERVING =
            """
            containers:
            - name: user-container
              image: dev.local/app
              ports: [{containerPort: 8080}]
            - name: queue-proxy
              image: perk
              env:
              - {name: USER_PORT, value: "8080"}
              - {name: SERVING_READINESS_PROBE, value: '{"tcpSocket": {"port": 8080}, "successThreshold": 1}'}
            """;

    @TempDir Path folder;
    private Node node;

    @BeforeEach
    void begin() {
        node = new Node(folder);
    }

    private void settle() {
        node.clock.advance("50ms");
    }

    // ---- up

    @Test
    void runsAPodAndTellsHowItIs() {
        node.pod("a", APP);
        settle();
        assertThat(node.status("a").path("phase").asText()).isEqualTo("Running");
        assertThat(node.status("a").path("podIP").asText()).isEqualTo("10.0.0.1");
        assertThat(node.status("a").path("hostIP").asText()).isEqualTo("192.168.0.1");
        for (String type :
                new String[] {
                    "PodReadyToStartContainers", "Initialized", "ContainersReady", "Ready"
                }) {
            assertThat(node.condition("a", type)).as(type).isEqualTo("True");
        }
        JsonNode container = node.container("a");
        assertThat(container.path("ready").asBoolean()).isTrue();
        assertThat(container.path("started").asBoolean()).isTrue();
        assertThat(container.path("containerID").asText()).isEqualTo("fake://c-0");
        assertThat(container.path("imageID").asText()).startsWith("dev.local/app@sha256:aaa");
        assertThat(container.path("state").has("running")).isTrue();
        assertThat(node.events())
                .containsExactlyInAnyOrder(
                        "Pulled: Container image \"dev.local/app\" already present on machine",
                        "Created: Created container: c",
                        "Started: Started container c");
    }

    @Test
    void leavesPodsOfOtherNodesAlone() {
        node.create(
                Kinds.POD,
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: other, namespace: default}
                spec: {nodeName: there, containers: [{name: c, image: dev.local/app}]}
                """);
        settle();
        assertThat(node.runtime.started).isEmpty();
    }

    @Test
    void givesAContainerItsEnvironment() {
        node.create(
                Kinds.CONFIG_MAP,
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: default}
                data: {level: high}
                """);
        node.pod(
                "a",
                """
                containers:
                - name: c
                  image: dev.local/app
                  args: ["$(LEVEL)", "$(NOBODY)", "$$(LEVEL)"]
                  env:
                  - {name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: level}}}
                  - {name: WHERE, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                  - {name: FROM, value: "pod at $(WHERE)"}
                """);
        settle();
        assertThat(node.runtime.last().spec.env())
                .containsEntry("FROM", "pod at 10.0.0.1")
                .containsEntry("LEVEL", "high")
                .containsEntry("PATH", "/opt")
                .containsEntry("HOSTNAME", "a");
        assertThat(node.runtime.last().spec.command())
                .containsExactly("/app", "high", "$(NOBODY)", "$(LEVEL)");
    }

    @Test
    void waitsForAConfigMapThatDoesNotExistYet() {
        node.pod(
                "a",
                """
                containers:
                - name: c
                  image: dev.local/app
                  env: [{name: X, valueFrom: {configMapKeyRef: {name: settings, key: level}}}]
                """);
        settle();
        assertThat(node.container("a").at("/state/waiting/reason").asText())
                .isEqualTo("CreateContainerConfigError");
        assertThat(node.container("a").at("/state/waiting/message").asText())
                .isEqualTo("configmap \"settings\" not found");
        node.create(
                Kinds.CONFIG_MAP,
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: default}
                data: {level: high}
                """);
        node.clock.advance("3s");
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
    }

    @Test
    void looksForAnImageThatIsNotHere() {
        node.pod("a", "containers: [{name: c, image: dev.local/later}]");
        settle();
        JsonNode waiting = node.container("a").at("/state/waiting");
        assertThat(waiting.path("reason").asText()).isEqualTo("ErrImagePull");
        assertThat(waiting.path("message").asText())
                .contains("perk image load PATH dev.local/later");
        node.clock.advance("2s");
        assertThat(node.container("a").at("/state/waiting/reason").asText())
                .isEqualTo("ImagePullBackOff");
        assertThat(node.container("a").at("/state/waiting/message").asText())
                .startsWith("Back-off pulling image \"dev.local/later\"");
        assertThat(node.events())
                .contains(
                        "Pulling: Pulling image \"dev.local/later\"",
                        "Failed: Error: ErrImagePull",
                        "BackOff: Back-off pulling image \"dev.local/later\"",
                        "Failed: Error: ImagePullBackOff");

        node.images.add("dev.local/later");
        node.clock.advance("2s");
        assertThat(node.condition("a", "Ready"))
                .as("a second after it was loaded")
                .isEqualTo("True");
    }

    @Test
    void neverPullsWhatItMustNot() {
        node.pod("a", "containers: [{name: c, image: dev.local/later, imagePullPolicy: Never}]");
        settle();
        assertThat(node.container("a").at("/state/waiting/reason").asText())
                .isEqualTo("ErrImageNeverPull");
        assertThat(node.container("a").at("/state/waiting/message").asText())
                .isEqualTo(
                        "Container image \"dev.local/later\" is not present with pull policy of"
                                + " Never");
    }

    @Test
    void saysThatAnImageNameIsNone() {
        node.pod("a", "containers: [{name: c, image: 'dev.local/NO'}]");
        settle();
        assertThat(node.container("a").at("/state/waiting/reason").asText())
                .isEqualTo("InvalidImageName");
    }

    @Test
    void triesAgainWhenThereIsNoSandbox() {
        node.runtime.failingSandboxes = 1;
        node.pod("a", APP);
        settle();
        assertThat(node.status("a").path("phase").asText()).isEqualTo("Pending");
        assertThat(node.events())
                .contains(
                        "FailedCreatePodSandBox: Failed to create pod sandbox: no address is free");
        node.clock.advance("3s");
        assertThat(node.status("a").path("phase").asText()).isEqualTo("Running");
    }

    @Test
    void startsInitContainersOneAfterTheOther() {
        node.pod(
                "a",
                """
                initContainers:
                - {name: one, image: dev.local/init}
                - {name: two, image: dev.local/init}
                containers: [{name: c, image: dev.local/app}]
                """);
        settle();
        assertThat(node.status("a").path("phase").asText()).isEqualTo("Pending");
        assertThat(node.container("a").at("/state/waiting/reason").asText())
                .isEqualTo("PodInitializing");
        assertThat(node.status("a").toString())
                .contains("containers with incomplete status: [one two]");
        node.runtime.last().exit(0);
        settle();
        node.runtime.last().exit(1);
        settle();
        assertThat(node.journal).as("a failed one is started again").contains("start two 1");
        node.runtime.last().exit(0);
        settle();
        assertThat(node.journal)
                .containsSubsequence("start one 0", "start two 0", "start two 1", "start c 0");
        assertThat(node.condition("a", "Initialized")).isEqualTo("True");
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
    }

    @Test
    void aSidecarKeepsRunningWhileOthersStart() {
        node.pod(
                "a",
                """
                initContainers: [{name: side, image: dev.local/init, restartPolicy: Always}]
                containers: [{name: c, image: dev.local/app}]
                """);
        settle();
        assertThat(node.journal).containsSubsequence("start side 0", "start c 0");
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
        node.runtime.started.getFirst().exit(0);
        settle();
        assertThat(node.journal).contains("start side 1");
    }

    @Test
    void refusesWhatItDoesNotIsolate() {
        node.pod(
                "a",
                "containers: [{name: c, image: dev.local/app, securityContext: {privileged:"
                        + " true}}]");
        node.pod("b", "hostNetwork: true\n" + APP);
        node.pod("c", "securityContext: {runAsNonRoot: true}\n" + APP);
        settle();
        assertThat(node.container("a").at("/state/waiting/message").asText())
                .startsWith("privileged containers are not built");
        assertThat(node.container("b").at("/state/waiting/message").asText())
                .startsWith("hostNetwork is not built");
        assertThat(node.container("c").at("/state/waiting/message").asText())
                .startsWith(
                        "container has runAsNonRoot and image will run as root (pod: \"c_default(");
        assertThat(node.runtime.started).isEmpty();
    }

    // ---- ends and restarts

    /** Upstream: {@code TestBackoff…} of {@code kuberuntime_manager}, MaxContainerBackOff. */
    @Test
    void startsAgainWithGrowingPauses() {
        node.pod("a", APP);
        settle();
        node.runtime.last().exit(1);
        settle();
        assertThat(node.container("a").path("restartCount").asInt()).as("at once").isEqualTo(1);
        for (int pause : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            int restarts = node.container("a").path("restartCount").asInt();
            node.runtime.last().exit(1);
            settle();
            JsonNode waiting = node.container("a").at("/state/waiting");
            assertThat(waiting.path("reason").asText()).isEqualTo("CrashLoopBackOff");
            assertThat(waiting.path("message").asText())
                    .startsWith(
                            "back-off " + pause + "s restarting failed container=c pod=a_default(");
            node.clock.advance((pause - 1) + "s");
            assertThat(node.container("a").path("restartCount").asInt()).isEqualTo(restarts);
            node.clock.advance("1s");
            settle();
            assertThat(node.container("a").path("restartCount").asInt()).isEqualTo(restarts + 1);
        }
        node.clock.advance("10m");
        node.runtime.last().exit(1);
        settle();
        assertThat(node.container("a").at("/state").has("running"))
                .as("ten good minutes are a new beginning")
                .isTrue();
    }

    @Test
    void saysHowAContainerEnded() {
        node.pod("a", APP);
        settle();
        node.runtime.last().exit(new Exit(137, true));
        settle();
        JsonNode ended = node.container("a").at("/lastState/terminated");
        assertThat(ended.path("reason").asText()).isEqualTo("OOMKilled");
        assertThat(ended.path("exitCode").asInt()).isEqualTo(137);
        assertThat(ended.path("containerID").asText()).isEqualTo("fake://c-0");
        assertThat(node.journal).containsSubsequence("start c 0", "remove c", "start c 1");
    }

    @Test
    void aPodThatMustNotRestartIsOverWhenItsContainersAre() {
        node.pod("good", "restartPolicy: Never\n" + APP);
        settle();
        node.runtime.last().exit(0);
        node.pod("bad", "restartPolicy: Never\n" + APP);
        settle();
        node.runtime.last().exit(2);
        node.pod("again", "restartPolicy: OnFailure\n" + APP);
        settle();
        node.runtime.last().exit(2);
        settle();
        assertThat(node.status("good").path("phase").asText()).isEqualTo("Succeeded");
        assertThat(node.status("good").toString()).contains("PodCompleted");
        assertThat(node.container("good").at("/state/terminated/reason").asText())
                .isEqualTo("Completed");
        assertThat(node.status("bad").path("phase").asText()).isEqualTo("Failed");
        assertThat(node.status("again").path("phase").asText()).isEqualTo("Running");
        assertThat(node.container("again").path("restartCount").asInt()).isEqualTo(1);
    }

    @Test
    void aCommandThatCannotBeRunIsAStartError() {
        node.runtime.refusals.add(new StartResult.NotRun("exec: \"/app\": no such file"));
        node.pod("a", "restartPolicy: Never\n" + APP);
        settle();
        JsonNode ended = node.container("a").at("/state/terminated");
        assertThat(ended.path("reason").asText()).isEqualTo("StartError");
        assertThat(ended.path("exitCode").asInt()).isEqualTo(128);
        assertThat(ended.path("message").asText()).isEqualTo("exec: \"/app\": no such file");
    }

    @Test
    void whatCannotBeSetUpIsTriedAgain() {
        node.runtime.refusals.add(new StartResult.NotCreated("no space left on device"));
        node.pod("a", APP);
        settle();
        assertThat(node.container("a").at("/state/waiting/reason").asText())
                .isEqualTo("CreateContainerError");
        node.clock.advance("3s");
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
    }

    @Test
    void theLogsEndIsTheLastWordIfThereIsNoOther() {
        node.pod(
                "a",
                """
                containers:
                - {name: c, image: dev.local/app, terminationMessagePolicy: FallbackToLogsOnError}
                """);
        settle();
        node.runtime.last().write("cannot open\nthe database\n");
        node.runtime.last().exit(1);
        settle();
        assertThat(node.container("a").at("/lastState/terminated/message").asText())
                .isEqualTo("cannot open\nthe database\n");
        assertThat(node.logs("a", true)).isEqualTo("cannot open\nthe database\n");
        node.runtime.last().write("second run");
        node.runtime.last().exit(0);
        settle();
        assertThat(node.container("a").at("/lastState/terminated").has("message"))
                .as("only an error needs an explanation")
                .isFalse();
    }

    @Test
    void saysWhyThereIsNoLog() {
        node.pod("a", "containers: [{name: c, image: dev.local/later}]");
        settle();
        assertThat(node.logs("a", false))
                .isEqualTo("container \"c\" in pod \"a\" is waiting to start: ErrImagePull");
        node.pod("b", APP);
        settle();
        assertThat(node.logs("b", true))
                .isEqualTo("previous terminated container \"c\" in pod \"b\" not found");
        node.pod(
                "c",
                "containers: [{name: x, image: dev.local/app}, {name: y, image: dev.local/app}]");
        settle();
        assertThat(node.logs("c", false))
                .isEqualTo("a container name must be specified for pod c, choose one of: [x y]");
    }

    // ---- probes

    @Test
    void aStartupProbeGatesTheOthersAndALivenessProbeKills() {
        node.dial.answer = "refused";
        node.pod(
                "a",
                """
                containers:
                - name: c
                  image: dev.local/app
                  ports: [{containerPort: 80}]
                  startupProbe: {tcpSocket: {port: 80}, periodSeconds: 1, failureThreshold: 30}
                  readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}
                  livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 1, failureThreshold: 3}
                """);
        node.clock.advance("10s");
        assertThat(node.container("a").path("started").asBoolean()).isFalse();
        assertThat(node.runtime.last().isRunning()).as("not alive, but not asked yet").isTrue();

        node.dial.answer = "";
        node.clock.advance("3s");
        assertThat(node.container("a").path("started").asBoolean()).isTrue();
        assertThat(node.condition("a", "Ready")).isEqualTo("True");

        node.dial.answer = "refused";
        node.clock.advance("5s");
        assertThat(node.journal).contains("SIGQUIT c", "start c 1");
        assertThat(node.events())
                .contains(
                        "Unhealthy: Liveness probe failed: refused",
                        "Killing: Container c failed liveness probe, will be restarted");
    }

    @Test
    void aReadinessProbeOnlyKeepsRequestsAway() {
        node.pod(
                "a",
                """
                containers:
                - {name: c, image: dev.local/app, readinessProbe: {httpGet: {port: 80}, periodSeconds: 1}}
                """);
        node.clock.advance("2s");
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
        node.dial.answer = "HTTP probe failed with statuscode: 500";
        node.clock.advance("5s");
        assertThat(node.condition("a", "Ready")).isEqualTo("False");
        assertThat(node.status("a").toString()).contains("containers with unready status: [c]");
        assertThat(node.runtime.last().isRunning()).isTrue();
    }

    // ---- with a queue-proxy

    @Test
    void waitingRequestsHearOfAReadyPodBeforeItsStatusIsWritten() {
        node.dial.answer = "refused";
        node.pod("a", SERVING);
        node.clock.advance("100ms");
        assertThat(node.condition("a", "Ready")).isEqualTo("False");
        int asked = node.dial.asked;
        assertThat(asked).as("once a millisecond").isBetween(90, 110);

        node.dial.answer = "";
        node.clock.advance("2ms");
        assertThat(node.journal).contains("proxy opens, pod Ready False");
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
        assertThat(node.coldStarts).hasSize(1);
        assertThat(node.proxies.wish.orElseThrow().userContainer().getPort()).isEqualTo(8080);
        JsonNode proxy = node.status("a").path("containerStatuses").path(1);
        assertThat(proxy.path("name").asText()).isEqualTo("queue-proxy");
        assertThat(proxy.path("ready").asBoolean()).isTrue();
        assertThat(proxy.path("imageID").asText()).isEqualTo("perk");
    }

    @Test
    void anAggressiveProbeBecomesAPatientOne() {
        node.dial.answer = "refused";
        node.pod("a", SERVING);
        node.clock.advance("6s");
        int asked = node.dial.asked;
        node.clock.advance("1s");
        assertThat(node.dial.asked - asked).as("every 50 ms, as Knative does").isBetween(19, 21);
        node.dial.answer = "";
        node.clock.advance("100ms");
        asked = node.dial.asked;
        node.clock.advance("1m");
        assertThat(node.dial.asked - asked).as("every 10 s, as a kubelet does").isBetween(5, 7);
    }

    @Test
    void aContainerThatRestartsIsAskedAgainBeforeItGetsRequests() {
        node.pod("a", SERVING);
        settle();
        node.dial.answer = "refused";
        node.runtime.last().exit(1);
        settle();
        assertThat(node.journal.getLast()).isNotEqualTo("proxy opens, pod Ready False");
        assertThat(node.condition("a", "Ready")).isEqualTo("False");
        node.dial.answer = "";
        settle();
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
        assertThat(node.journal)
                .containsSubsequence(
                        "proxy shuts, pod Ready True",
                        "remove user-container",
                        "start user-container 1",
                        "proxy opens, pod Ready False");
    }

    @Test
    void drainsBeforeItStops() {
        node.pod("a", "terminationGracePeriodSeconds: 300\n" + SERVING);
        settle();
        node.delete("a", 300);
        assertThat(node.journal).contains("proxy shuts, pod Ready True", "drain for 298 s");
        assertThat(node.runtime.last().isRunning()).as("requests are under way").isTrue();
        node.proxies.drained.orElseThrow().run();
        settle();
        assertThat(node.find("a")).isEmpty();
        assertThat(node.journal)
                .containsSubsequence(
                        "drain for 298 s",
                        "SIGQUIT user-container",
                        "proxy closes",
                        "close sandbox");
    }

    /** Serving to the end is no part of it. */
    @Test
    void tellsHowLongAPodTookToGoOnceItWasIdle() {
        node.runtime.polite = false;
        node.pod("a", "terminationGracePeriodSeconds: 30\n" + SERVING);
        settle();
        node.delete("a", 30);
        node.clock.advance("10s");
        assertThat(node.podStops).isEmpty();
        node.proxies.drained.orElseThrow().run();
        node.clock.advance("700ms");
        node.runtime.last().exit(0);
        settle();
        assertThat(node.find("a")).isEmpty();
        assertThat(node.podStops)
                .singleElement()
                .satisfies(stop ->
                        assertThat(Duration.between(stop.asked(), stop.gone())).hasMillis(700));
    }

    @Test
    void stopsInTimeEvenIfRequestsNeverEnd() {
        node.runtime.polite = false;
        node.pod("a", SERVING);
        settle();
        node.delete("a", 30);
        node.clock.advance("27s");
        assertThat(node.journal).doesNotContain("SIGQUIT user-container");
        node.clock.advance("1s");
        assertThat(node.journal)
                .contains("SIGQUIT user-container")
                .doesNotContain("kill user-container");
        node.clock.advance("3s");
        assertThat(node.journal).contains("kill user-container");
        assertThat(node.find("a")).isEmpty();
        assertThat(node.runtime.openSandboxes).isZero();
    }

    @Test
    void aContainerThatEndsMeanwhileNeedsNoDrain() {
        node.pod("a", SERVING);
        settle();
        node.delete("a", 300);
        node.runtime.last().exit(0);
        settle();
        assertThat(node.find("a")).isEmpty();
    }

    // ---- down

    @Test
    void asksAContainerToEndAndThenMakesIt() {
        node.runtime.polite = false;
        node.pod("a", APP);
        settle();
        FakeContainer container = node.runtime.last();
        node.delete("a", 10);
        assertThat(node.journal).contains("SIGQUIT c");
        node.clock.advance("9s");
        assertThat(container.isRunning()).isTrue();
        node.clock.advance("2s");
        assertThat(container.isRunning()).isFalse();
        assertThat(node.find("a")).isEmpty();
        assertThat(folder).as("nothing is left").isEmptyDirectory();
        assertThat(node.events()).contains("Killing: Stopping container c");
    }

    @Test
    void aSecondDeletionCanOnlyShortenTheFirst() {
        node.runtime.polite = false;
        node.pod("a", APP);
        settle();
        node.delete("a", 100);
        node.clock.advance("5s");
        node.delete("a", 5);
        node.clock.advance("7s");
        assertThat(node.find("a")).isEmpty();
    }

    @Test
    void runsAPreStopHookFirst() {
        node.pod(
                "a",
                """
                containers:
                - name: c
                  image: dev.local/app
                  lifecycle: {preStop: {exec: {command: [say, goodbye]}}}
                """);
        settle();
        node.delete("a", 30);
        settle();
        assertThat(node.journal).containsSubsequence("exec say goodbye", "SIGQUIT c");
    }

    @Test
    void aPodThatIsRemovedByForceIsKilled() {
        node.runtime.polite = false;
        node.pod("a", APP);
        settle();
        node.delete("a", 0);
        settle();
        assertThat(node.runtime.last().isRunning()).isFalse();
        assertThat(node.runtime.openSandboxes).isZero();
    }

    @Test
    void aPodThatIsDeletedBeforeItRunsIsGoneAtOnce() {
        node.pod("a", "containers: [{name: c, image: dev.local/later}]");
        settle();
        node.delete("a", 30);
        settle();
        assertThat(node.find("a")).isEmpty();
    }

    @Test
    void stopsPodsButKeepsTheirObjectsWhenItEnds() {
        node.pod("a", SERVING);
        settle();
        node.beginClose();
        node.proxies.drained.orElseThrow().run();
        settle();
        assertThat(node.journal).contains("SIGQUIT user-container");
        assertThat(node.runtime.openSandboxes).isZero();
        assertThat(node.find("a")).isPresent();
    }

    @Test
    void bringsPodsUpAgainAfterACrash() {
        node.pod("a", APP);
        settle();
        node.crash();
        settle();
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
        JsonNode container = node.container("a");
        assertThat(container.path("restartCount").asInt()).isEqualTo(1);
        assertThat(container.at("/lastState/terminated/reason").asText())
                .isEqualTo("ContainerStatusUnknown");
        assertThat(container.path("containerID").asText()).isEqualTo("fake://c-1");
    }

    // ---- looking into it

    private static final String LOOK =
            "[{name: look, image: dev.local/app, command: [/bin/look], targetContainerName: c}]";

    /** Clauses: kubernetes {@code pkg/kubelet/kuberuntime}, computePodActions. */
    @Test
    void runsContainersThatAreAddedToLookAtAPod() {
        node.pod("a", APP);
        settle();
        node.addEphemeral("a", LOOK);
        settle();
        assertThat(node.runtime.last().spec.name()).isEqualTo("look");
        JsonNode look = node.status("a").path("ephemeralContainerStatuses").path(0);
        assertThat(look.at("/state").has("running")).isTrue();
        assertThat(look.path("ready").asBoolean()).as("nobody waits for it").isFalse();
        assertThat(look.has("started")).isFalse();
        assertThat(node.condition("a", "Ready")).isEqualTo("True");
    }

    @Test
    void neverStartsThemAgain() {
        node.pod("a", APP);
        settle();
        node.addEphemeral("a", LOOK);
        settle();
        node.runtime.last().exit(3);
        node.clock.advance("60s");
        JsonNode look = node.status("a").path("ephemeralContainerStatuses").path(0);
        assertThat(look.at("/state/terminated/exitCode").asInt()).isEqualTo(3);
        assertThat(node.status("a").path("phase").asText()).isEqualTo("Running");
        node.crash();
        settle();
        assertThat(node.journal).contains("start c 1").doesNotContain("start look 1");
        look = node.status("a").path("ephemeralContainerStatuses").path(0);
        assertThat(look.at("/state/terminated/exitCode").asInt()).isEqualTo(3);
    }

    @Test
    void theyEndWithThePod() {
        node.pod("a", "restartPolicy: Never\n" + APP);
        settle();
        FakeContainer app = node.runtime.last();
        node.addEphemeral("a", LOOK);
        settle();
        app.exit(0);
        settle();
        assertThat(node.journal).contains("kill look");
        assertThat(node.status("a").path("phase").asText()).isEqualTo("Succeeded");
    }

    @Test
    void theyNeedNotWaitForInitContainers() {
        node.pod("a", "initContainers: [{name: one, image: dev.local/init}]\n" + APP);
        settle();
        node.addEphemeral("a", LOOK);
        settle();
        assertThat(node.journal).containsSubsequence("start one 0", "start look 0");
        assertThat(node.journal).doesNotContain("start c 0");
    }

    // ---- joining it

    /** As {@code kubectl run -i} needs it: the program may end before anybody can come. */
    @Test
    void whoeverAContainerRunsForHearsItFromTheStart() throws Exception {
        node.pod(
                "a",
                "restartPolicy: Never\n"
                        + "containers: [{name: c, image: dev.local/app, stdin: true, stdinOnce:"
                        + " true}]");
        settle();
        node.runtime.last().write("hello");
        node.runtime.last().exit(3);
        settle();
        assertThat(heard("a")).isEqualTo("hello");
        assertThat(node.attach("a", "c"))
                .as("they have come already")
                .isInstanceOf(ContainerCommand.Result.Refused.class);
    }

    @Test
    void othersHearWhatIsWrittenFromNowOn() throws Exception {
        node.pod("a", APP);
        settle();
        node.runtime.last().write("before");
        var joined = (ContainerCommand.Result.Begun) node.attach("a", "c");
        node.runtime.last().write("after");
        node.runtime.last().exit(0);
        assertThat(new String(joined.command().output().readAllBytes(), UTF_8)).isEqualTo("after");
    }

    private String heard(String pod) throws Exception {
        var joined = (ContainerCommand.Result.Begun) node.attach(pod, "c");
        assertThat(joined.command().end()).isCompletedWithValue(3);
        return new String(joined.command().output().readAllBytes(), UTF_8);
    }

    // ---- the node itself

    @Test
    void tellsOfItselfAndThatItIsAlive() {
        JsonNode node1 =
                node.store.get(ResourceKey.of(Kinds.NODE, "", Node.NAME)).orElseThrow().status();
        assertThat(node1.toString())
                .contains("KubeletReady", "KubeletHasSufficientMemory", "KubeletHasNoDiskPressure");
        assertThat(node1.at("/capacity/pods").asText()).isEqualTo("110");
        String before = renewTime();
        node.clock.advance("11s");
        assertThat(renewTime()).isGreaterThan(before);
    }

    private String renewTime() {
        return node.store
                .get(ResourceKey.of(Kinds.LEASE, "kube-node-lease", Node.NAME))
                .orElseThrow()
                .spec()
                .path("renewTime")
                .asText();
    }
}
