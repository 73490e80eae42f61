package dev.perk.control.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Subresource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** kubernetes-api.md 4.1 and 4.4; upstream: plugin/pkg/admission/priority/admission_test.go. */
class PriorityAdmissionTest {
    private final StorageFixture fixture = new StorageFixture();
    private final WriteOptions byUser = WriteOptions.by(User.ADMIN);
    private final Registry registry =
            new Registry(
                    fixture.storage,
                    Admission.chain(
                            List.of(
                                    new BuiltInAdmission(
                                            new ServiceAddresses(new TakenAddresses())),
                                    new PriorityAdmission(() ->
                                            fixture.storage
                                                    .list(StoredKinds.PRIORITY_CLASS, "")
                                                    .items()))),
                    fixture.clock,
                    new Random(1));

    PriorityAdmissionTest() {
        Bootstrap.createNamespaces(registry, byUser);
    }

    @Test
    void aPodWithoutAClassIsWorthNothingAndMayTakeAPlace() {
        assertThat(pod("").spec().path("priority").asInt(-1)).isZero();
        assertThat(pod("").spec().path("preemptionPolicy").asText())
                .isEqualTo("PreemptLowerPriority");
        assertThat(pod("").spec().has("priorityClassName")).isFalse();
    }

    @Test
    void aPodIsWorthWhatItsClassSays() {
        priorityClass("high", "value: 1000, preemptionPolicy: Never");
        KubeObject pod = pod("priorityClassName: high, ");
        assertThat(pod.spec().path("priority").asInt()).isEqualTo(1000);
        assertThat(pod.spec().path("preemptionPolicy").asText()).isEqualTo("Never");
    }

    @Test
    void aClassThatIsTheDefaultIsThatOfEveryPodWithoutOne() {
        priorityClass("usual", "value: 7, globalDefault: true");
        KubeObject pod = pod("");
        assertThat(pod.spec().path("priority").asInt()).isEqualTo(7);
        assertThat(pod.spec().path("priorityClassName").asText()).isEqualTo("usual");
    }

    @Test
    void aClassThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> pod("priorityClassName: none, "))
                .hasMessageEndingWith("is forbidden: no PriorityClass with name none was found")
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
    }

    @Test
    void whatAPodSaysItselfMustBeWhatItsClassSays() {
        priorityClass("high", "value: 1000");
        pod("priorityClassName: high, priority: 1000, ");
        assertThatThrownBy(() -> pod("priorityClassName: high, priority: 1, "))
                .hasMessageEndingWith(
                        "the integer value of priority (1) must not be provided in pod spec;"
                                + " priority admission controller computed 1000 from the given"
                                + " PriorityClass name");
        assertThatThrownBy(() -> pod("priorityClassName: high, preemptionPolicy: Never, "))
                .hasMessageEndingWith(
                        "the string value of PreemptionPolicy (Never) must not be provided in pod"
                                + " spec; priority admission controller computed"
                                + " PreemptLowerPriority from the given PriorityClass name");
    }

    @Test
    void aManifestThatIsPutAgainKeepsThePriority() {
        priorityClass("high", "value: 1000");
        KubeObject pod = pod("priorityClassName: high, ");
        ObjectNode again = pod.tree().deepCopy();
        again.withObject("/spec").remove("priority");
        KubeObject updated = registry.update(pod.key(), again, Subresource.MAIN, byUser);
        assertThat(updated.spec().path("priority").asInt()).isEqualTo(1000);
    }

    @Test
    void thereIsOneDefault() {
        priorityClass("usual", "value: 7, globalDefault: true");
        assertThatThrownBy(() -> priorityClass("other", "value: 8, globalDefault: true"))
                .hasMessage(
                        "priorityclasses.scheduling.k8s.io \"other\" is forbidden: PriorityClass"
                                + " usual is already marked as default. Only one default can"
                                + " exist");
    }

    @Test
    void theSystemsClassesStay() {
        KubeObject system = priorityClass("system-node-critical", "value: 2000001000");
        assertThatThrownBy(() -> registry.delete(system.key(), Deletion.background(), byUser))
                .hasMessage(
                        "priorityclasses.scheduling.k8s.io \"system-node-critical\" is forbidden:"
                                + " this is a system priority class and cannot be deleted");
        assertThatThrownBy(() -> priorityClass("system-cluster-critical", "value: 5"))
                .hasMessageContaining("reserved for system use");
        KubeObject own = priorityClass("own", "value: 5");
        registry.delete(own.key(), Deletion.background(), byUser);
        assertThat(registry.get(own.key())).isEmpty();
    }

    private KubeObject pod(String fields) {
        return create(
                Kinds.POD,
                "{metadata: {generateName: p-}, spec: {"
                        + fields
                        + "containers: [{name: a, image: a}]}}");
    }

    private KubeObject priorityClass(String name, String fields) {
        return create(
                StoredKinds.PRIORITY_CLASS, "{metadata: {name: " + name + "}, " + fields + "}");
    }

    private KubeObject create(ResourceType type, String yaml) {
        ObjectNode body = (ObjectNode) Yaml.parse(yaml).optional().orElseThrow();
        return registry.create(type, type.namespaced() ? "default" : "", body, byUser);
    }
}
