package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.testing.testkit.FakeClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: {@code k8s.io/kubernetes pkg/registry/core/pod/strategy.go LogLocation}. */
class PodLogsTest {
    private static final String JSON = "application/json";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final List<String> asked = new ArrayList<>();
    private final Client client =
            new Client((pod, container, options) -> {
                asked.add(pod.name() + "/" + container + " " + options);
                return new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
            });

    @BeforeEach
    void createPod() {
        client.send(
                "POST",
                PODS,
                JSON,
                "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'a','image':'i'},{'name':'b','image':'i'}]}}");
        client.send(
                "PATCH",
                PODS + "/p/status",
                "application/merge-patch+json",
                "{'status':{'containerStatuses':[{'name':'a','state':{'running':{}}},"
                        + "{'name':'b','state':{'waiting':{'reason':'ContainerCreating'}}}]}}");
    }

    @Test
    void streamsWhatAContainerHasWritten() {
        Client.Stream stream =
                client.open(
                        PODS
                                + "/p/log?container=a&follow=true&tailLines=5&sinceSeconds=10&timestamps=true");

        assertThat(stream.text()).isEqualTo("one\ntwo\n");
        assertThat(stream.hasEnded()).isTrue();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst())
                .contains("p/a", "follow=true", "timestamps=true", "tailLines=OptionalLong[5]")
                .contains(FakeClock.START.minusSeconds(10).toString());
    }

    @Test
    void saysWhyThereIsNothingToRead() {
        assertThat(client.get(PODS + "/p/log").at("/message"))
                .isEqualTo("a container name must be specified for pod p, choose one of: [a b]");
        assertThat(client.get(PODS + "/p/log?container=x").at("/message"))
                .isEqualTo("container x is not valid for pod p");
        assertThat(client.get(PODS + "/p/log?container=b").at("/message"))
                .isEqualTo("container \"b\" in pod \"p\" is waiting to start: ContainerCreating");
        assertThat(client.get(PODS + "/p/log?container=a&previous=true").at("/message"))
                .isEqualTo("previous terminated container \"a\" in pod \"p\" not found");
        assertThat(client.get(PODS + "/nope/log").at("/message"))
                .isEqualTo("pods \"nope\" not found");
        assertThat(asked).isEmpty();
    }

    @Test
    void bindsAndEvictsPods() {
        client.send("POST", PODS, JSON, "{'metadata':{'name':'q'},'spec':{'containers':[]}}");

        Client.Heard bound =
                client.send(
                        "POST",
                        PODS + "/q/binding",
                        JSON,
                        "{'target':{'kind':'Node','name':'n2'}}");
        assertThat(bound.status()).isEqualTo(201);
        assertThat(client.get(PODS + "/q").at("/spec/nodeName")).isEqualTo("n2");

        Client.Heard evicted =
                client.send(
                        "POST",
                        PODS + "/q/eviction",
                        JSON,
                        "{'metadata':{'name':'q'},'deleteOptions':{'gracePeriodSeconds':0}}");
        assertThat(evicted.status()).isEqualTo(201);
        assertThat(client.get(PODS + "/q").status()).isEqualTo(404);
    }
}
