package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Version 2 of OpenAPI, as kubectl asks for it; what kubectl makes of it is in {@code testing/e2e}.
 * Clauses: {@code github.com/google/gnostic openapiv2/OpenAPIv2.proto}.
 */
class DocumentationTest {
    private static final String ACCEPT =
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    @Test
    void isServedInTheEncodingThatKubectlAsksFor() {
        Client.Heard heard = new Client().with("Accept", ACCEPT).get("/openapi/v2");
        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.header("Content-Type"))
                .containsExactly("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        assertThat(heard.text())
                .startsWith("\n\u00032.0") // field 1, three bytes: the version
                .contains("#/definitions/io.k8s.api.core.v1.PodSpec")
                .contains("x-kubernetes-group-version-kind")
                .contains("fieldValidation");
    }

    @Test
    void isNotSentTwice() {
        Client.Heard first = new Client().with("Accept", ACCEPT).get("/openapi/v2");
        Client.Heard again =
                new Client()
                        .with("Accept", ACCEPT)
                        .with("If-None-Match", first.header("ETag").getFirst())
                        .get("/openapi/v2");
        assertThat(again.status()).isEqualTo(304);
    }

    @Test
    void saysWhichEncodingThatIs() {
        Client.Heard heard = new Client().with("Accept", "application/json").get("/openapi/v2");
        assertThat(heard.status()).isEqualTo(406);
        assertThat(heard.at("/message")).isEqualTo("OpenAPI v2 is served as " + ACCEPT + " only");
    }
}
