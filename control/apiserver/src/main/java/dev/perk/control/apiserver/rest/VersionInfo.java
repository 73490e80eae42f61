package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;

/** The answer to {@code /version}: by its minor version clients choose how to speak. */
final class VersionInfo {
    private VersionInfo() {}

    static ObjectNode document() {
        return Json.object()
                .put("major", "1")
                .put("minor", "32")
                .put("gitVersion", KubernetesApi.VERSION + "+perk")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-11-21T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "javac")
                .put("platform", "linux/amd64");
    }
}
