package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.rest.Client.Heard;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code k8s.io/apiserver pkg/endpoints/discovery}, and what kubectl 1.32 reads of it.
 */
class DiscoveryTest {
    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
                    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
                    + "application/json";

    private final Client client = new Client();

    @Test
    void tellsEverythingAtOnceToWhoUnderstandsIt() {
        client.with("Accept", AGGREGATED);

        Heard core = client.get("/api");
        Heard groups = client.get("/apis");

        assertThat(core.header("Content-Type"))
                .containsExactly(
                        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(core.json().path("items")).hasSize(1);
        assertThat(core.at("/items/0/versions/0/version")).isEqualTo("v1");
        assertThat(groups.json().path("items").findValuesAsText("name"))
                .startsWith("apps")
                .endsWith("caching.internal.knative.dev")
                .contains("serving.knative.dev", "authorization.k8s.io");
        JsonNode deployments = resource(groups, "deployments");
        assertThat(deployments.path("scope").asText()).isEqualTo("Namespaced");
        assertThat(deployments.at("/subresources/1/responseKind/kind").asText()).isEqualTo("Scale");
        assertThat(resource(groups, "routes").at("/shortNames/0").asText()).isEqualTo("rt");
    }

    private static JsonNode resource(Heard heard, String plural) {
        for (JsonNode group : heard.json().path("items")) {
            for (JsonNode resource : group.at("/versions/0/resources")) {
                if (resource.path("resource").asText().equals(plural)) {
                    return resource;
                }
            }
        }
        throw new AssertionError("no " + plural);
    }

    @Test
    void saysOnlyThatNothingHasChangedToWhoHasIt() {
        client.with("Accept", AGGREGATED);
        String tag = client.get("/apis").header("ETag").getFirst();

        Heard again = client.with("If-None-Match", tag).get("/apis");

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(again.header("Content-Type")).as("kubectl would put it over its own").isEmpty();
    }

    @Test
    void tellsGroupByGroupToOthers() {
        assertThat(client.get("/api").at("/versions/0")).isEqualTo("v1");
        assertThat(client.get("/apis").json().path("groups").findValuesAsText("name"))
                .contains("apps", "serving.knative.dev");
        assertThat(client.get("/apis/apps").at("/preferredVersion/groupVersion"))
                .isEqualTo("apps/v1");
        Heard core = client.get("/api/v1");
        assertThat(core.json().path("resources").findValuesAsText("name"))
                .contains("pods", "pods/log", "namespaces/finalize");
        assertThat(core.at("/resources/0/singularName")).isEqualTo("namespace");
    }

    @Test
    void saysInPlainTextThatAGroupIsUnknown() {
        for (String path :
                List.of("/apis/nope.io/v1", "/apis/nope.io/v1/foos", "/nope", "/openapi/v4")) {
            Heard heard = client.get(path);
            assertThat(heard.status()).as(path).isEqualTo(404);
            assertThat(heard.text()).as(path).isEqualTo("404 page not found\n");
        }
        assertThat(client.get("/apis/serving.knative.dev/v1/namespaces/default/nopes").text())
                .as("as for every group of custom kinds")
                .isEqualTo("404 page not found\n");
    }

    @Test
    void saysInAStatusThatABuiltInGroupHasNoSuchResource() {
        Heard heard = client.get("/api/v1/namespaces/default/nopes");

        assertThat(heard.at("/message"))
                .isEqualTo("the server could not find the requested resource");
        assertThat(heard.at("/reason")).isEqualTo("NotFound");
    }

    @Test
    void describesEachVersionUnderAnAddressThatNeverChanges() {
        String url =
                client.get("/openapi/v3")
                        .json()
                        .at("/paths/apis~1serving.knative.dev~1v1/serverRelativeURL")
                        .asText();

        Heard document = client.get(url);

        assertThat(document.header("Cache-Control").getFirst()).contains("immutable");
        assertThat(document.at("/openapi")).isEqualTo("3.0.0");
        Heard moved = client.get("/openapi/v3/apis/serving.knative.dev/v1?hash=OLD");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("Location")).containsExactly(url);
    }

    @Test
    void tellsItsVersion() {
        assertThat(client.get("/version").at("/minor")).isEqualTo("32");
        assertThat(client.get("/version").at("/gitVersion")).isEqualTo("v1.32.0+perk");
    }
}
