package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.List;

/** The answer to {@code /}: where one can go on. */
final class RootPaths {
    private RootPaths() {}

    static ObjectNode document(Discovery discovery) {
        ObjectNode document = Json.object();
        ArrayNode paths = document.putArray("paths");
        paths.add("/api").add("/api/v1").add("/apis");
        discovery.groupPaths().forEach(paths::add);
        List.of(
                        "/.well-known/openid-configuration",
                        "/healthz",
                        "/livez",
                        "/openapi/v3",
                        "/openid/v1/jwks",
                        "/readyz",
                        "/version")
                .forEach(paths::add);
        return document;
    }
}
