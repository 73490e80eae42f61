package dev.perk.control.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.Json;
import dev.perk.testing.testkit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: what {@code k8s.io/kubectl pkg/{apply,explain}} reads in {@code /openapi/v3}. */
class OpenApiTest {
    private static final ResourceType QUESTION =
            new ResourceType(
                    "authentication.k8s.io",
                    "v1",
                    "TokenReview",
                    "tokenreviews",
                    "tokenreview",
                    List.of(),
                    List.of(),
                    false,
                    List.of(),
                    false);

    private final OpenApi openApi =
            new OpenApi(
                    Definitions.follow(Storage.inMemory(Kinds.SERVED, new FakeClock())),
                    List.of(QUESTION),
                    "v1.32.0");

    @Test
    void listsEveryGroupAndVersionUnderItsHash() {
        JsonNode paths = openApi.index().path("paths");

        assertThat(paths.properties())
                .extracting(entry -> entry.getKey())
                .contains("api/v1", "apis/apps/v1", "apis/serving.knative.dev/v1");
        String hash = openApi.document("apis/apps/v1").orElseThrow().hash();
        assertThat(paths.at("/apis~1apps~1v1/serverRelativeURL").asText())
                .isEqualTo("/openapi/v3/apis/apps/v1?hash=" + hash);
        assertThat(hash).matches("[0-9A-F]{128}");
    }

    /** {@code kubectl explain tokenreviews}. */
    @Test
    void describesWhatIsAskedAndNotKept() {
        JsonNode document = document("apis/authentication.k8s.io/v1");
        JsonNode path = document.at("/paths/~1apis~1authentication.k8s.io~1v1~1tokenreviews");
        assertThat(path.properties()).extracting(Map.Entry::getKey).contains("post");
        assertThat(path.has("get")).isFalse();
        assertThat(
                        document.at(
                                "/components/schemas/io.k8s.api.authentication.v1.TokenReview/properties/spec"))
                .isNotEmpty();
    }

    @Test
    void letsKubectlValidateAndPickItsPatch() {
        JsonNode deployments =
                document("apis/apps/v1")
                        .at(
                                "/paths/~1apis~1apps~1v1~1namespaces~1{namespace}~1deployments~1{name}/patch");
        JsonNode services =
                document("apis/serving.knative.dev/v1")
                        .at(
                                "/paths/~1apis~1serving.knative.dev~1v1~1namespaces~1{namespace}~1services~1{name}/patch");

        assertThat(deployments.at("/x-kubernetes-group-version-kind/kind").asText())
                .isEqualTo("Deployment");
        assertThat(deployments.path("parameters").findValuesAsText("name"))
                .contains("fieldValidation", "dryRun");
        assertThat(deployments.at("/requestBody/content").has(PathWriter.STRATEGIC_MERGE_PATCH))
                .isTrue();
        assertThat(services.at("/requestBody/content").has(PathWriter.STRATEGIC_MERGE_PATCH))
                .isFalse();
        assertThat(services.at("/requestBody/content").has(PathWriter.MERGE_PATCH)).isTrue();
    }

    @Test
    void givesMergeKeysBesideTheReference() {
        JsonNode spec =
                document("apis/apps/v1")
                        .at("/components/schemas/io.k8s.api.core.v1.PodSpec/properties/containers");

        assertThat(spec.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
        assertThat(spec.path("x-kubernetes-patch-strategy").asText()).isEqualTo("merge");
        assertThat(spec.at("/items/allOf/0/$ref").asText())
                .isEqualTo("#/components/schemas/io.k8s.api.core.v1.Container");
    }

    @Test
    void pointsOnlyToSchemasThatAreThere() {
        for (String path : List.of("api/v1", "apis/apps/v1", "apis/serving.knative.dev/v1")) {
            JsonNode document = document(path);
            List<String> references = new ArrayList<>(document.findValuesAsText("$ref"));
            assertThat(references).isNotEmpty();
            for (String reference : references) {
                String name = reference.substring("#/components/schemas/".length());
                assertThat(document.at("/components/schemas").has(name)).as(name).isTrue();
            }
        }
    }

    private JsonNode document(String path) {
        return Json.read(
                openApi.document(path).orElseThrow().json().getBytes(StandardCharsets.UTF_8));
    }
}
