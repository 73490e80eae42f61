package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.config.ServingConfig;
import dev.perk.control.apiserver.admission.LimitRangeAdmission;
import dev.perk.control.apiserver.admission.PriorityAdmission;
import dev.perk.control.apiserver.admission.Rules;
import dev.perk.control.apiserver.admission.ServiceAccountAdmission;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.io.Kubectl.Said;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.Policy;
import dev.perk.control.apiserver.registry.QuotaLedger;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.testing.testkit.FakeClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A kind of one's own, through the real kubectl. Spec: Kubernetes API §2.12. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomKindsKubectlTest {
    /** Shaped like the Gateway API's routes: list maps, enums, defaults, CEL, a status. */
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: lanes.roads.example.com}
            spec:
              group: roads.example.com
              scope: Namespaced
              names: {plural: lanes, kind: Lane, shortNames: [ln], categories: [all]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
                additionalPrinterColumns:
                - {name: Surface, type: string, jsonPath: .spec.surface}
                - {name: Open, type: string, jsonPath: '.status.conditions[?(@.type=="Open")].status'}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                schema:
                  openAPIV3Schema:
                    type: object
                    required: [spec]
                    properties:
                      spec:
                        type: object
                        description: How the lane should be.
                        required: [limit]
                        x-kubernetes-validations:
                        - {rule: 'self.limit <= 130 || self.surface == "asphalt"', message: too fast for this surface}
                        properties:
                          limit: {type: integer, minimum: 5, description: The fastest that one may go.}
                          surface: {type: string, enum: [asphalt, gravel], default: asphalt}
                          replicas: {type: integer, default: 1}
                          marks:
                            type: array
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [at]
                            items: {type: object, required: [at], properties: {at: {type: integer}, text: {type: string}}}
                      status:
                        type: object
                        properties:
                          replicas: {type: integer}
                          conditions:
                            type: array
                            items: {type: object, properties: {type: {type: string}, status: {type: string}}}
            """;

    private static final String LANE =
            """
            apiVersion: roads.example.com/v1
            kind: Lane
            metadata: {name: NAME}
            spec: SPEC
            """;

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
                                        () -> ServingConfig.DEFAULT,
                                        _ -> false,
                                        new ServiceAddresses(new TakenAddresses()),
                                        new LimitRangeAdmission(_ -> List.of()),
                                        new ServiceAccountAdmission(
                                                _ -> Optional.empty(), new Random(1)),
                                        new PriorityAdmission(List::of),
                                        new Authorizer(new Policy()),
                                        new QuotaLedger(
                                                Storage.inMemory(Kinds.SERVED, new FakeClock()))));
        kubectl = new Kubectl(server.kubeconfig(), folder);
        assertThat(kubectl.run("apply", "-f", kubectl.file("lanes.yaml", DEFINITION)).ok().out())
                .contains(
                        "customresourcedefinition.apiextensions.k8s.io/lanes.roads.example.com"
                                + " created");
        assertThat(
                        kubectl.run(
                                        "wait",
                                        "--for=condition=Established",
                                        "crd/lanes.roads.example.com",
                                        "--timeout=10s")
                                .ok()
                                .out())
                .contains("condition met");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Said apply(String name, String spec) throws IOException {
        String file =
                kubectl.file(name + ".yaml", LANE.replace("NAME", name).replace("SPEC", spec));
        return kubectl.run("apply", "-f", file);
    }

    @Test
    void anObjectGetsItsDefaultsAndPrintsItsColumns() throws IOException {
        assertThat(apply("a", "{limit: 50}").ok().out())
                .isEqualTo("lane.roads.example.com/a created\n");
        assertThat(apply("a", "{limit: 60}").ok().out()).contains("configured");
        assertThat(kubectl.run("get", "ln", "a").ok().out())
                .contains("NAME", "SURFACE", "OPEN", "AGE")
                .contains("asphalt");
        assertThat(kubectl.run("get", "all").ok().out()).contains("lane.roads.example.com/a");
        assertThat(kubectl.run("scale", "ln/a", "--replicas=3").ok().out()).contains("scaled");
        assertThat(kubectl.run("get", "ln", "a", "-o", "jsonpath={.spec.replicas}").ok().out())
                .isEqualTo("3");
    }

    @Test
    void aWrongObjectIsRefusedInKubernetesWords() throws IOException {
        assertThat(apply("b", "{limit: 1, surface: mud}").err())
                .contains("The Lane \"b\" is invalid")
                .contains("spec.limit in body should be greater than or equal to 5")
                .contains("supported values: \"asphalt\", \"gravel\"");
        assertThat(apply("b", "{limit: 200, surface: gravel}").err())
                .contains("too fast for this surface");
        assertThat(apply("b", "{limit: 50, junk: 1}").err())
                .contains("unknown field \"spec.junk\"");
        String file =
                kubectl.file(
                        "c.yaml",
                        LANE.replace("NAME", "c").replace("SPEC", "{limit: 50, junk: 1}"));
        Said warned = kubectl.run("apply", "--validate=warn", "-f", file).ok();
        assertThat(warned.err()).contains("Warning: unknown field \"spec.junk\"");
        assertThat(kubectl.run("get", "ln", "c", "-o", "yaml").ok().out())
                .doesNotContain("junk: 1\n");
    }

    @Test
    void explainsTheFields() throws IOException {
        assertThat(kubectl.run("explain", "lanes.spec").ok().out())
                .contains("GROUP:      roads.example.com")
                .contains("How the lane should be.")
                .contains("The fastest that one may go.");
    }
}
