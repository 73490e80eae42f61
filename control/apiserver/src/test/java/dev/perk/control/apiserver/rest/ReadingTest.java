package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.rest.Client.Heard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Upstream: {@code k8s.io/apiserver pkg/endpoints/handlers/{get,response}.go}. */
class ReadingTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String TABLE =
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private final Client client = new Client();

    private void createConfigMap(String name) {
        Heard created =
                client.send(
                        "POST",
                        CONFIG_MAPS,
                        "application/json",
                        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'"
                                + name
                                + "'},'data':{'a':'1'}}");
        assertThat(created.status()).isEqualTo(201);
    }

    @Test
    void listsBuiltInKindsWithoutTheirKindAndCustomOnesWithIt() {
        createConfigMap("a");
        client.send(
                "POST",
                "/apis/serving.knative.dev/v1/namespaces/default/routes",
                "application/json",
                "{'apiVersion':'serving.knative.dev/v1','kind':'Route','metadata':{'name':'r'}}");

        Heard configMaps = client.get(CONFIG_MAPS);
        Heard routes = client.get("/apis/serving.knative.dev/v1/routes");

        assertThat(configMaps.at("/kind")).isEqualTo("ConfigMapList");
        assertThat(configMaps.json().at("/items/0").has("kind")).isFalse();
        assertThat(configMaps.at("/items/0/metadata/name")).isEqualTo("a");
        assertThat(routes.at("/items/0/kind")).isEqualTo("Route");
        assertThat(routes.at("/metadata/resourceVersion")).isNotEmpty();
        assertThat(client.get("/api/v1/pods").json().path("items").isArray()).isTrue();
    }

    @Test
    void showsListsAndObjectsAsTables() {
        createConfigMap("a");
        client.with("Accept", TABLE);

        Heard list = client.get(CONFIG_MAPS + "?limit=500");
        Heard one = client.get(CONFIG_MAPS + "/a?includeObject=None");

        assertThat(list.at("/kind")).isEqualTo("Table");
        assertThat(list.header("Content-Type")).containsExactly("application/json");
        assertThat(list.at("/columnDefinitions/1/name")).isEqualTo("Data");
        assertThat(list.at("/rows/0/cells/1")).isEqualTo("1");
        assertThat(list.at("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
        assertThat(one.json().at("/rows/0/object").isNull()).isTrue();
        Heard bad = client.get(CONFIG_MAPS + "?includeObject=Bogus");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.at("/message")).contains("must be 'Metadata', 'Object', 'None', or empty");
    }

    @Test
    void pagesThroughALimitedList() {
        createConfigMap("a");
        createConfigMap("b");

        Heard first = client.get(CONFIG_MAPS + "?limit=1");
        Heard second =
                client.get(CONFIG_MAPS + "?limit=1&continue=" + first.at("/metadata/continue"));

        assertThat(first.at("/metadata/remainingItemCount")).isEqualTo("1");
        assertThat(second.at("/items/0/metadata/name")).isEqualTo("b");
        assertThat(second.json().at("/metadata").has("continue")).isFalse();
    }

    @Test
    void showsNothingButMetadataToWhoWantsNoMore() {
        createConfigMap("a");

        Heard list =
                client.with(
                                "Accept",
                                "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                        .get(CONFIG_MAPS);

        assertThat(list.at("/kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.at("/items/0/metadata/name")).isEqualTo("a");
        assertThat(list.json().at("/items/0").has("data")).isFalse();
    }

    @Test
    void answersInJsonToWhoWouldRatherHaveProtobuf() {
        for (String accept :
                new String[] {
                    "application/vnd.kubernetes.protobuf,application/json",
                    "application/vnd.kubernetes.protobuf",
                    "application/json, */*",
                    "*/*"
                }) {
            assertThat(client.with("Accept", accept).get("/api/v1/namespaces/default").at("/kind"))
                    .as(accept)
                    .isEqualTo("Namespace");
        }
        Heard yaml = client.with("Accept", "application/yaml").get("/api/v1/namespaces/default");
        assertThat(yaml.text()).contains("kind: \"Namespace\"");
        Heard no = client.with("Accept", "text/html").get("/api/v1/namespaces/default");
        assertThat(no.status()).isEqualTo(406);
        assertThat(no.at("/reason")).isEqualTo("NotAcceptable");
    }

    /** Spec §2.1: 128 KiB, and who says nothing gets plain text. */
    @Test
    void compressesLargeAnswersForWhoCanReadThat() throws IOException {
        String data = "{'metadata':{'name':'large'},'data':{'a':'" + "x".repeat(200_000) + "'}}";
        client.send("POST", CONFIG_MAPS, "application/json", data);
        createConfigMap("small");

        ApiAnswer.Full plain = answer(CONFIG_MAPS + "/large");
        client.with("Accept-Encoding", "br;q=1, gzip");
        ApiAnswer.Full zipped = answer(CONFIG_MAPS + "/large");

        assertThat(plain.body().length()).isGreaterThan(200_000);
        assertThat(zipped.headers()).contains(new ApiAnswer.Header("Content-Encoding", "gzip"));
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(zipped.body().bytes()))) {
            assertThat(gzip.readAllBytes()).isEqualTo(plain.body().bytes());
        }
        assertThat(client.get(CONFIG_MAPS + "/small").header("Content-Encoding")).isEmpty();
        client.with("Accept-Encoding", "gzip;q=0");
        assertThat(answer(CONFIG_MAPS + "/large").body()).isEqualTo(plain.body());
    }

    private ApiAnswer.Full answer(String target) {
        return (ApiAnswer.Full) client.answer("GET", target, "", new byte[0]);
    }

    /** Spec §2.1. */
    @Test
    void namesEveryRequestAsTheClientDoesOrByItself() {
        assertThat(client.get("/api").header("Audit-Id").getFirst()).hasSize(36);
        client.with("Audit-Id", "mine");
        assertThat(client.get("/nowhere").header("Audit-Id")).containsExactly("mine");
    }

    /** Spec §2.1: people get line breaks, programs do not. */
    @Test
    void isPrettyForPeopleAndForWhoAsks() {
        assertThat(client.get("/api/v1/pods").text().lines()).hasSize(1);
        assertThat(client.get("/api/v1/pods?pretty=true").text().lines()).hasSizeGreaterThan(1);
        client.with("User-Agent", "curl/7.88.1");
        assertThat(client.get("/api/v1/pods").text().lines()).hasSizeGreaterThan(1);
        assertThat(client.get("/api/v1/pods?pretty=0").text().lines()).hasSize(1);
    }

    @Test
    void saysWhatIsNotThere() {
        Heard heard = client.get("/apis/apps/v1/namespaces/default/deployments/web");

        assertThat(heard.status()).isEqualTo(404);
        assertThat(heard.at("/message")).isEqualTo("deployments.apps \"web\" not found");
        assertThat(heard.at("/details/kind")).isEqualTo("deployments");
        assertThat(client.get("/api/v1/namespaces/default/nodes").at("/message"))
                .isEqualTo("the server could not find the requested resource");
    }
}
