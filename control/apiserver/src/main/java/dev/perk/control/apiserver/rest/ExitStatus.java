package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;

/**
 * How a conversation with a program ended, as the last word on its error channel. Source: {@code
 * k8s.io/kubelet pkg/cri/streaming/remotecommand/exec.go}.
 */
public final class ExitStatus {
    private ExitStatus() {}

    /** The program has ended by itself. */
    public static byte[] of(int exitCode) {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        if (exitCode == 0) {
            return Json.write(status.put("status", "Success"));
        }
        status.put("status", "Failure")
                .put(
                        "message",
                        "command terminated with non-zero exit code: exit status " + exitCode)
                .put("reason", "NonZeroExitCode");
        status.putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", String.valueOf(exitCode));
        return Json.write(status);
    }

    /** It did not come to an end of its own. */
    public static byte[] of(ApiException problem) {
        return Json.write(problem.status());
    }
}
