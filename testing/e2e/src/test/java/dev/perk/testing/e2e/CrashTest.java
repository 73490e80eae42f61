package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9}, then {@code perk up} on the same folder. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CrashTest {
    private static final String SERVICE =
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata:
              name: hello
            spec:
              template:
                spec:
                  containers:
                    - image: dev.local/helloworld
            """;

    @TempDir private Path temporary;

    @Test
    void whatWasAcknowledgedIsThereAndAnswersAndNothingStaysMounted() throws Exception {
        assumeFalse(Perk.lacks("kubectl"), "kubectl is missing on this machine");
        Path home = Files.createDirectory(temporary.resolve("home"));
        String runtime = Perk.lacks("runc") ? "process" : "runc";
        Perk first = Perk.up(home, runtime);
        Perk.run(
                        List.of(
                                Perk.checkout().resolve("perk").toString(),
                                "image",
                                "load",
                                Perk.sampleImage().toString(),
                                "--data-dir",
                                home.toString()))
                .ok();
        first.apply("default", SERVICE).ok();
        first.kubectl("wait", "ksvc/hello", "--for=condition=Ready", "--timeout=60s").ok();
        first.kubectl("create", "configmap", "last", "--from-literal=word=kept").ok();
        first.kill();

        try (Perk second = Perk.up(home, runtime)) {
            assertThat(
                            second.kubectl(
                                            "get",
                                            "configmap",
                                            "last",
                                            "-o",
                                            "jsonpath={.data.word}")
                                    .ok()
                                    .out())
                    .isEqualTo("kept");
            assertThat(second.get("hello.default.localhost", "/").body())
                    .isEqualTo("Hello World!\n");
        }
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(home.toString());
    }
}
