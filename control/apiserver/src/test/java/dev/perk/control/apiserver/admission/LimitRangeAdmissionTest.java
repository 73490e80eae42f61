package dev.perk.control.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.StorageFixture;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** kubernetes-api.md 4.7; upstream: plugin/pkg/admission/limitranger/admission_test.go. */
class LimitRangeAdmissionTest {
    private final StorageFixture fixture = new StorageFixture();
    private final WriteOptions byUser = WriteOptions.by(User.ADMIN);
    private final Registry registry =
            new Registry(
                    fixture.storage,
                    Admission.chain(
                            List.of(
                                    new LimitRangeAdmission(namespace ->
                                            fixture.storage
                                                    .list(StoredKinds.LIMIT_RANGE, namespace)
                                                    .items()),
                                    new BuiltInAdmission(
                                            new ServiceAddresses(new TakenAddresses())))),
                    fixture.clock,
                    new Random(1));

    LimitRangeAdmissionTest() {
        Bootstrap.createNamespaces(registry, byUser);
    }

    @Test
    void aContainerThatSaysNothingGetsTheDefaults() {
        range("type: Container, default: {cpu: 500m}, defaultRequest: {cpu: 100m}");
        KubeObject pod = pod("{}");
        assertThat(resources(pod))
                .hasToString("{\"limits\":{\"cpu\":\"500m\"},\"requests\":{\"cpu\":\"100m\"}}");
        assertThat(pod.annotation("kubernetes.io/limit-ranger"))
                .hasValue(
                        "LimitRanger plugin set: cpu request for container c; cpu limit for"
                                + " container c");
        assertThat(pod.status().path("qosClass").asText()).isEqualTo("Burstable");
    }

    @Test
    void whatAContainerSaysItselfStays() {
        range("type: Container, default: {cpu: 500m}, defaultRequest: {cpu: 100m}");
        KubeObject pod = pod("{requests: {cpu: 200m}, limits: {cpu: 300m}}");
        assertThat(resources(pod))
                .hasToString("{\"requests\":{\"cpu\":\"200m\"},\"limits\":{\"cpu\":\"300m\"}}");
        assertThat(pod.annotation("kubernetes.io/limit-ranger")).isEmpty();
    }

    @Test
    void theMostIsTheDefaultWhereThereIsNoOther() {
        range("type: Container, max: {memory: 1Gi}");
        assertThat(resources(pod("{}")).at("/limits/memory").asText()).isEqualTo("1Gi");
        assertThat(resources(pod("{}")).at("/requests/memory").asText()).isEqualTo("1Gi");
    }

    @Test
    void tooMuchAndTooLittleAreRefused() {
        range("type: Container, max: {cpu: '1'}, min: {cpu: 100m}");
        refused("{limits: {cpu: '2'}}", "maximum cpu usage per Container is 1, but limit is 2");
        refused(
                "{requests: {cpu: 50m}, limits: {cpu: '1'}}",
                "minimum cpu usage per Container is 100m, but request is 50m");
        pod("{limits: {cpu: '1'}}");
    }

    @Test
    void aPodIsLimitedByAllOfItsContainers() {
        range("type: Pod, max: {cpu: '1'}");
        refused("{}", "maximum cpu usage per Pod is 1.  No limit is specified");
        assertThatThrownBy(() ->
                        create(
                                Kinds.POD,
                                "{metadata: {name: p}, spec: {containers: [{name: a, image:"
                                        + " a, resources: {limits: {cpu: 600m}}}, {name: b,"
                                        + " image: b, resources: {limits: {cpu: 600m}}}]}}"))
                .hasMessage(
                        "pods \"p\" is forbidden: maximum cpu usage per Pod is 1, but limit is"
                                + " 1200m");
    }

    @Test
    void aLimitFarAboveTheRequestIsRefused() {
        range("type: Container, maxLimitRequestRatio: {cpu: '2'}");
        refused(
                "{requests: {cpu: 100m}, limits: {cpu: 300m}}",
                "cpu max limit to request ratio per Container is 2, but provided ratio is"
                        + " 3.000000");
        pod("{requests: {cpu: 100m}, limits: {cpu: 200m}}");
    }

    @Test
    void allThatIsWrongIsTold() {
        range("type: Container, max: {cpu: '1', memory: 1Gi}");
        refused(
                "{limits: {cpu: '2', memory: 2Gi}}",
                "[maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per"
                        + " Container is 1Gi, but limit is 2Gi]");
    }

    @Test
    void anotherNamespaceHasItsOwn() {
        range("type: Container, max: {cpu: '1'}");
        ObjectNode body = yaml("{metadata: {name: p}, spec: {containers: [{name: c, image: c}]}}");
        KubeObject pod = registry.create(Kinds.POD, "kube-system", body, byUser);
        assertThat(resources(pod)).isEmpty();
    }

    @Test
    void claimsAreLimitedByTheirStorage() {
        range("type: PersistentVolumeClaim, max: {storage: 1Gi}");
        assertThatThrownBy(() ->
                        create(
                                StoredKinds.PERSISTENT_VOLUME_CLAIM,
                                "{metadata: {name: p}, spec: {accessModes: [ReadWriteOnce],"
                                        + " resources: {requests: {storage: 2Gi}}}}"))
                .hasMessage(
                        "persistentvolumeclaims \"p\" is forbidden: maximum storage usage per"
                                + " PersistentVolumeClaim is 1Gi, but request is 2Gi");
    }

    private void refused(String resources, String why) {
        assertThatThrownBy(() -> pod(resources))
                .hasMessageStartingWith("pods \"p-")
                .hasMessageEndingWith("\" is forbidden: " + why)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
    }

    private void range(String item) {
        create(StoredKinds.LIMIT_RANGE, "{metadata: {name: r}, spec: {limits: [{" + item + "}]}}");
    }

    private KubeObject pod(String resources) {
        return create(
                Kinds.POD,
                "{metadata: {generateName: p-}, spec: {containers: [{name: c, image: c, resources: "
                        + resources
                        + "}]}}");
    }

    private static JsonNode resources(KubeObject pod) {
        return pod.spec().at("/containers/0/resources");
    }

    private KubeObject create(ResourceType type, String yaml) {
        return registry.create(type, "default", yaml(yaml), byUser);
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }
}
