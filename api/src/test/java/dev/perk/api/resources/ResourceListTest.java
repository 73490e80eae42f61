package dev.perk.api.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Upstream: {@code k8s.io/component-helpers resource/helpers_test.go TestPodRequestsAndLimits}. */
class ResourceListTest {

    private static JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String container(String cpu) {
        return "{'resources':{'requests':{'cpu':'" + cpu + "'}}}";
    }

    private static String sidecar(String cpu) {
        return "{'restartPolicy':'Always','resources':{'requests':{'cpu':'" + cpu + "'}}}";
    }

    private static String cpu(String spec) {
        return String.valueOf(
                ResourceList.ofPodWithOverhead(read(spec), "requests").byResource().get("cpu"));
    }

    @Test
    void containersAddUp() {
        assertThat(cpu("{'containers':[" + container("1") + "," + container("500m") + "]}"))
                .isEqualTo("1500m");
    }

    @Test
    void anInitContainerCountsIfItNeedsMoreThanAllThatComeAfter() {
        assertThat(
                        cpu(
                                "{'containers':["
                                        + container("1")
                                        + "],'initContainers':["
                                        + container("3")
                                        + "]}"))
                .isEqualTo("3");
    }

    @Test
    void anInitContainerRunsBesideTheSidecarsBeforeIt() {
        assertThat(
                        cpu(
                                "{'containers':["
                                        + container("1")
                                        + "],'initContainers':["
                                        + sidecar("2")
                                        + ","
                                        + container("3")
                                        + ","
                                        + sidecar("1")
                                        + "]}"))
                .isEqualTo("5");
    }

    @Test
    void overheadComesOnTop() {
        assertThat(cpu("{'overhead':{'cpu':'250m'},'containers':[" + container("1") + "]}"))
                .isEqualTo("1250m");
    }
}
