package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.config.io.ShippedConfig;
import dev.perk.control.apiserver.admission.LimitRangeAdmission;
import dev.perk.control.apiserver.admission.PriorityAdmission;
import dev.perk.control.apiserver.admission.Rules;
import dev.perk.control.apiserver.admission.ServiceAccountAdmission;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.io.Kubectl.Said;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.Policy;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.QuotaLedger;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.store.ObjectCache;
import dev.perk.testing.testkit.FakeClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stock kubectl shows of defaults, refusals and warnings, with the rules of {@code perk up}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RulesTest {
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
                  - image: perk/hello
            """;

    private static final String TWO_PROBLEMS =
            """
                  timeoutSeconds: 601
              traffic: [{latestRevision: true, percent: 90}]
            """;

    private final LiveConfig config = new LiveConfig(ServingConfig.DEFAULT);
    private final TakenAddresses taken = new TakenAddresses();
    private TestServer server;
    private Kubectl kubectl;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Kubectl.assumePresent();
        server =
                new TestServer(
                        folder,
                        (_, _, _) -> new ByteArrayInputStream(new byte[0]),
                        definitions ->
                                Rules.all(
                                        definitions,
                                        config::current,
                                        _ -> false,
                                        new ServiceAddresses(taken),
                                        new LimitRangeAdmission(_ -> List.of()),
                                        new ServiceAccountAdmission(
                                                _ -> Optional.empty(), new Random(1)),
                                        new PriorityAdmission(List::of),
                                        new Authorizer(new Policy()),
                                        new QuotaLedger(
                                                Storage.inMemory(Kinds.SERVED, new FakeClock()))));
        var store = new EmbeddedStore(server.registry(), User.CONTROLLER);
        ShippedConfig.standalone()
                .forEach(tree -> store.create(KubeObject.of(Kinds.CONFIG_MAP, tree)));
        var configMaps = new ObjectCache(store, Kinds.CONFIG_MAP, server.scheduler());
        config.follow(configMaps);
        configMaps.start();
        var services = new ObjectCache(store, Kinds.SERVICE, server.scheduler());
        taken.follow(services);
        services.start();
        kubectl = new Kubectl(server.kubeconfig(), folder);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aServiceIsCreatedWithAWarningAndAppliedAgainWithoutAChange() throws IOException {
        String file = kubectl.file("a.yaml", SERVICE.replace("NAME", "a"));
        Said created = kubectl.run("apply", "-f", file).ok();
        assertThat(created.out()).isEqualTo("service.serving.knative.dev/a created\n");
        assertThat(created.err())
                .startsWith("Warning: Kubernetes default value is insecure")
                .hasLineCount(1);
        String version = get("ksvc", "a", "{.metadata.resourceVersion}");
        // kubectl replaces lists of custom kinds, and so believes that it has changed something.
        assertThat(kubectl.run("apply", "-f", file).ok().out())
                .isEqualTo("service.serving.knative.dev/a configured\n");
        assertThat(get("ksvc", "a", "{.metadata.resourceVersion}")).isEqualTo(version);
        assertThat(get("ksvc", "a", "{.spec.template.spec.containers[0].readinessProbe}"))
                .isEqualTo("{\"successThreshold\":1,\"tcpSocket\":{\"port\":0}}");
        assertThat(get("ksvc", "a", "{.metadata.annotations.serving\\.knative\\.dev/creator}"))
                .isEqualTo("kubernetes-admin");
        assertThat(get("ksvc", "a", "{.metadata.generation}")).isEqualTo("1");
    }

    @Test
    void aRefusalReadsAsItDoesWithKnative() throws IOException {
        String file = kubectl.file("bad.yaml", SERVICE.replace("NAME", "bad") + TWO_PROBLEMS);
        Said refused = kubectl.run("apply", "-f", file);
        assertThat(refused.exit()).isOne();
        assertThat(refused.err())
                .startsWith("Warning: Kubernetes default value is insecure")
                .endsWith(
                        "Error from server (BadRequest): error when creating \""
                                + file
                                + "\": admission webhook"
                                + " \"validation.webhook.serving.knative.dev\" denied the request:"
                                + " validation failed: Traffic targets sum to 90, want 100:"
                                + " spec.traffic\n"
                                + "expected 0 <= 601 <= 600: spec.template.spec.timeoutSeconds\n");
    }

    @Test
    void theConformanceTestsServiceAccountIsRefusedInTheWordsItLooksFor() throws IOException {
        String manifest =
                SERVICE.replace("NAME", "account") + "      serviceAccountName: foo@bar.baz\n";
        Said refused = kubectl.run("create", "-f", kubectl.file("account.yaml", manifest));
        assertThat(refused.err())
                .contains(
                        "foo@bar.baz: spec.template.spec.serviceAccountName\n"
                                + "a lowercase RFC 1123 subdomain must consist of");
    }

    @Test
    void anEditOfTheConfigurationIsCheckedAndThenHolds() throws Exception {
        String[] patch = {"patch", "cm", "config-defaults", "-n", "knative-serving", "-p"};
        Said refused =
                kubectl.run(with(patch, "{\"data\":{\"revision-timeout-seconds\":\"900\"}}"));
        assertThat(refused.err())
                .contains(
                        "admission webhook \"config.webhook.serving.knative.dev\" denied the"
                            + " request: validation failed: revision-timeout-seconds (900) cannot"
                            + " be greater than max-revision-timeout-seconds (600)");
        var heard = new CountDownLatch(1);
        config.onChange(_ -> heard.countDown());
        kubectl.run(with(patch, "{\"data\":{\"revision-timeout-seconds\":\"123\"}}")).ok();
        assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
        kubectl.run("apply", "-f", kubectl.file("c.yaml", SERVICE.replace("NAME", "c"))).ok();
        assertThat(get("ksvc", "c", "{.spec.template.spec.timeoutSeconds}")).isEqualTo("123");
        kubectl.run(with(patch, "{\"data\":{\"revision-timeout-seconds\":\"300\"}}")).ok();
    }

    private static String[] with(String[] arguments, String last) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }

    @Test
    void builtInKindsAreCompletedAndJudged() {
        kubectl.run("create", "deployment", "d", "--image=nginx:1").ok();
        assertThat(get("deploy", "d", "{.spec.strategy.rollingUpdate.maxSurge}")).isEqualTo("25%");
        assertThat(
                        kubectl.run(
                                        "patch",
                                        "deploy",
                                        "d",
                                        "-p",
                                        "{\"spec\":{\"selector\":{\"matchLabels\":{\"x\":\"y\"}}}}")
                                .err())
                .contains("The Deployment \"d\" is invalid")
                .contains("field is immutable");
        kubectl.run("create", "service", "clusterip", "s", "--tcp=80:8080").ok();
        assertThat(get("svc", "s", "{.spec.clusterIP}")).startsWith("10.96.");
        assertThat(kubectl.run("create", "service", "nodeport", "n", "--tcp=80").err())
                .contains("spec.type: Unsupported value: \"NodePort\"");
    }

    private String get(String kind, String name, String path) {
        return kubectl.run("get", kind, name, "-o", "jsonpath=" + path).ok().out();
    }
}
