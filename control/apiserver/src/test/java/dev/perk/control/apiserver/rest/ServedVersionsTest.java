package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.rest.Client.Heard;
import org.junit.jupiter.api.Test;

/** Kinds that are served in two forms over the same objects. Spec: §2.3, §2.14, §4.1. */
class ServedVersionsTest {
    private static final String JSON = "application/json";
    private static final String OLD =
            "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
    private static final String NEW =
            "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";
    private static final String CORE_EVENTS = "/api/v1/namespaces/default/events";

    private final Client client = new Client();

    private Heard createAutoscaler() {
        return client.send(
                "POST",
                OLD,
                JSON,
                "{'apiVersion':'autoscaling/v1','metadata':{'name':'a'},'spec':{'maxReplicas':3,"
                        + "'targetCPUUtilizationPercentage':70,"
                        + "'scaleTargetRef':{'kind':'Deployment','name':'d'}}}");
    }

    @Test
    void anAutoscalerOfTheOldVersionIsThereInTheNewOne() {
        Heard created = createAutoscaler();

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(created.at("/spec/targetCPUUtilizationPercentage")).isEqualTo("70");
        Heard read = client.get(NEW + "/a");
        assertThat(read.at("/apiVersion")).isEqualTo("autoscaling/v2");
        assertThat(read.at("/spec/metrics/0/resource/target/averageUtilization")).isEqualTo("70");
        assertThat(client.get(OLD).at("/items/0/spec/targetCPUUtilizationPercentage"))
                .isEqualTo("70");
    }

    @Test
    void aPatchMeansTheVersionThatItIsSentTo() {
        createAutoscaler();

        Heard patched =
                client.send(
                        "PATCH",
                        OLD + "/a",
                        "application/merge-patch+json",
                        "{'spec':{'targetCPUUtilizationPercentage':55}}");

        assertThat(patched.at("/spec/targetCPUUtilizationPercentage")).isEqualTo("55");
        assertThat(client.get(NEW + "/a").at("/spec/metrics/0/resource/target/averageUtilization"))
                .isEqualTo("55");
        assertThat(client.send("DELETE", OLD + "/a", JSON, "{}").status()).isEqualTo(200);
        assertThat(client.get(NEW + "/a").status()).isEqualTo(404);
    }

    @Test
    void bothVersionsHaveTheSameColumns() {
        createAutoscaler();
        Client asTable = client.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");

        String cells = asTable.get(NEW).json().at("/rows/0/cells").toString();

        assertThat(cells).contains("Deployment/d", "cpu: <unknown>/70%");
        assertThat(asTable.get(OLD).json().at("/rows/0/cells").toString()).isEqualTo(cells);
    }

    @Test
    void aWatchShowsTheVersionThatItAsksFor() {
        Client.Stream watch = client.open(OLD + "?watch=true&resourceVersion=0");
        createAutoscaler();
        client.clock.runDue();

        assertThat(watch.frames().getLast().at("/object/spec/targetCPUUtilizationPercentage"))
                .hasToString("70");
    }

    @Test
    void eventsOfBothGroupsAreTheSame() {
        Heard created =
                client.send(
                        "POST",
                        EVENTS,
                        JSON,
                        "{'metadata':{'name':'e'},'regarding':{'kind':'Pod','name':'p'},'note':'n',"
                                + "'reason':'r','type':'Normal'}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/note")).isEqualTo("n");
        assertThat(client.get(CORE_EVENTS + "/e").at("/involvedObject/name")).isEqualTo("p");
        assertThat(client.get(EVENTS + "?fieldSelector=regarding.name%3Dp").json().path("items"))
                .hasSize(1);
        assertThat(client.get(EVENTS + "?fieldSelector=regarding.name%3Dq").json().path("items"))
                .isEmpty();
        assertThat(client.get(EVENTS + "?fieldSelector=involvedObject.name%3Dp").at("/message"))
                .isEqualTo("field label not supported: involvedObject.name");
        client.send("DELETE", CORE_EVENTS + "/e", JSON, "{}");
        assertThat(client.get(EVENTS + "/e").status()).isEqualTo(404);
    }

    @Test
    void jobsAreSelectedByHowOftenTheySucceeded() {
        String jobs = "/apis/batch/v1/namespaces/default/jobs";
        client.send("POST", jobs, JSON, "{'metadata':{'name':'j'},'spec':{}}");

        assertThat(client.get(jobs + "?fieldSelector=status.successful%3D0").json().path("items"))
                .hasSize(1);
        assertThat(client.get(jobs + "?fieldSelector=status.failed%3D0").at("/message"))
                .isEqualTo("field label not supported: status.failed");
    }

    @Test
    void discoveryTellsInWhichVersionObjectsAreKept() {
        String hash = "/resources/0/storageVersionHash";

        assertThat(client.get("/api/v1").json().path("resources").findValuesAsText("name"))
                .contains("pods", "events");
        client.get("/api/v1")
                .json()
                .path("resources")
                .forEach(resource -> {
                    if (resource.path("name").asText().equals("pods")) {
                        // What every cluster says of pods.
                        assertThat(resource.path("storageVersionHash").asText())
                                .isEqualTo("xPOwRZ+Yhw8=");
                    }
                });
        assertThat(client.get("/apis/autoscaling/v1").at(hash))
                .isEqualTo(client.get("/apis/autoscaling/v2").at(hash))
                .isNotEmpty();
    }

    @Test
    void theIndexOfDocumentsIsAskedForOnlyOnce() {
        Heard index = client.get("/openapi/v3");

        assertThat(index.header("ETag")).hasSize(1);
        Heard again =
                client.with("If-None-Match", index.header("ETag").getFirst()).get("/openapi/v3");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
    }
}
