package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.admission.BuiltInAdmission;
import dev.perk.control.apiserver.admission.UnattendedKinds;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.io.Kubectl.Said;
import dev.perk.control.apiserver.registry.Admission;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What stock kubectl does with kinds that Perk keeps for others: its generators send them as
 * protobuf, {@code get} prints their columns, {@code describe} reads all of them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class StoredKindsKubectlTest {
    private TestServer server;
    private Kubectl kubectl;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Kubectl.assumePresent();
        Admission rules =
                Admission.chain(
                        List.of(
                                new BuiltInAdmission(new ServiceAddresses(new TakenAddresses())),
                                new UnattendedKinds()));
        server = new TestServer(folder, (_, _, _) -> new ByteArrayInputStream(new byte[0]), rules);
        kubectl = new Kubectl(server.kubeconfig(), folder);
        kubectl.run("create", "deployment", "web", "--image=nginx:1").ok();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job j --image=busybox -- date | {.spec.template.spec.restartPolicy} | Never",
                "cronjob c --image=busybox --schedule=*/5,*,*,*,* | {.spec.concurrencyPolicy} |"
                        + " Allow",
                "ingress i --rule=a.b/c=web:80,tls=s --class=x |"
                        + " {.spec.rules[0].http.paths[0].backend.service.port.number} | 80",
                "poddisruptionbudget p --selector=a=b --min-available=50% | {.spec.minAvailable} |"
                        + " 50%",
                "quota q --hard=pods=3,requests.cpu=1 | {.spec.hard.pods} | 3",
                "priorityclass p1 --value=7 --description=d | {.value} | 7",
            })
    void createsWithItsGenerators(String create, String path, String expected) {
        String[] words = ("create " + create).split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].startsWith("--schedule") ? words[i].replace(',', ' ') : words[i];
        }
        kubectl.run(words).ok();

        assertThat(kubectl.run("get", words[1], words[2], "-o", "jsonpath=" + path).ok().out())
                .isEqualTo(expected);
        assertThat(kubectl.run("describe", words[1], words[2]).ok().out()).contains("Name:");
        kubectl.run("get", words[1], "-o", "wide").ok();
        kubectl.run("delete", words[1], words[2]).ok();
    }

    @Test
    void autoscalesThroughTheOlderVersion() {
        kubectl.run("autoscale", "deployment", "web", "--max=5", "--cpu-percent=60").ok();

        assertThat(kubectl.run("get", "hpa", "web").ok().lines().get(1))
                .startsWith("web    Deployment/web   cpu: <unknown>/60%   1         5         0 ");
        assertThat(
                        kubectl.run(
                                        "get",
                                        "horizontalpodautoscalers.v1.autoscaling",
                                        "web",
                                        "-o",
                                        "yaml")
                                .ok()
                                .out())
                .contains("targetCPUUtilizationPercentage: 60");
        assertThat(kubectl.run("describe", "hpa", "web").ok().out()).contains("Deployment/web");
        kubectl.run("delete", "hpa", "web").ok();
    }

    @Test
    void explainsEveryKind() {
        for (ResourceType type : Kinds.SERVED) {
            String name = type.plural() + "." + type.version() + "." + type.group();
            String said =
                    kubectl.run("explain", type.plural(), "--api-version=" + type.apiVersion())
                            .ok()
                            .out();
            assertThat(said).as(name).contains("DESCRIPTION:").doesNotContain("<empty>");
        }
        assertThat(kubectl.run("explain", "pod.spec.containers.livenessProbe.httpGet.path").out())
                .contains("FIELD: path <string>", "Of the request.");
        assertThat(kubectl.run("explain", "cronjob", "--recursive").ok().out())
                .contains("jobTemplate", "backoffLimit", "terminationGracePeriodSeconds");
    }

    @Test
    void hearsThatNothingActsOnAnIngress() {
        Said said = kubectl.run("create", "ingress", "idle", "--rule=a.b/c=web:80").ok();

        assertThat(said.err())
                .isEqualTo(
                        "Warning: this server stores the Ingress and runs no controller for it: no"
                                + " request is led by it\n");
    }
}
