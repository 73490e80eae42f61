package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.openapi.OpenApi;
import dev.perk.kube.store.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Answers what is under {@code /openapi}: what all kinds look like, in two versions of OpenAPI. */
record Documentation(OpenApi openApi) {
    private static final String SWAGGER =
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    ApiAnswer answer(List<String> segments, ApiRequest request) {
        if (segments.equals(List.of("openapi", "v2"))) {
            return swagger(request);
        }
        if (segments.size() < 2 || !segments.get(1).equals("v3")) {
            return KubernetesApi.notFound();
        }
        if (segments.size() == 2) {
            return Tagged.answer(Rendering.plain(200, openApi.index(), request), request);
        }
        String path = String.join("/", segments.subList(2, segments.size()));
        Optional<OpenApi.Document> found = openApi.document(path);
        if (found.isEmpty()) {
            return KubernetesApi.notFound();
        }
        OpenApi.Document document = found.get();
        String wanted = request.query("hash");
        if (!wanted.isEmpty() && !wanted.equals(document.hash())) {
            return ApiAnswer.text(301, "")
                    .with("Location", "/openapi/v3/" + path + "?hash=" + document.hash());
        }
        String tag = '"' + document.hash() + '"';
        ApiAnswer.Full answer =
                request.header("If-None-Match").filter(tag::equals).isPresent()
                        ? ApiAnswer.notModified()
                        : new ApiAnswer.Full(
                                200,
                                List.of(new ApiAnswer.Header("Content-Type", "application/json")),
                                ApiRequest.Body.of(
                                        document.json().getBytes(StandardCharsets.UTF_8)));
        return answer.with("ETag", tag)
                .with("Vary", "Accept")
                .with(
                        "Cache-Control",
                        wanted.isEmpty()
                                ? "no-cache, private"
                                : "public, immutable, max-age=31536000");
    }

    /** Version 2, which kubectl takes in one encoding only, and nobody else asks for. */
    private ApiAnswer swagger(ApiRequest request) {
        if (!request.header("Accept").orElse("*/*").contains("proto-openapi")) {
            throw new ApiException(
                    406,
                    "NotAcceptable",
                    "OpenAPI v2 is served as " + SWAGGER.replace("v2.v1", "v2@v1") + " only",
                    ApiException.Details.NONE);
        }
        OpenApi.Swagger swagger = openApi.swagger();
        String tag = '"' + swagger.hash() + '"';
        ApiAnswer.Full answer =
                request.header("If-None-Match").filter(tag::equals).isPresent()
                        ? ApiAnswer.notModified()
                        : new ApiAnswer.Full(
                                200,
                                List.of(new ApiAnswer.Header("Content-Type", SWAGGER)),
                                ApiRequest.Body.of(swagger.protobuf()));
        return answer.with("ETag", tag).with("Vary", "Accept");
    }
}
