package dev.perk.run.cli.demo;

import dev.perk.run.cli.client.ApiClient;
import dev.perk.run.standalone.Options;
import dev.perk.run.standalone.Options.RuntimeChoice;
import dev.perk.run.standalone.Standalone;
import dev.perk.run.standalone.StartFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;

/**
 * One pass over the ways that a start and the first calls take: a Service is deployed whose image
 * does not exist, looked at, called once and deleted. It needs neither root nor an image.
 */
public final class TrainingRun {
    private static final String SERVICES =
            "/apis/serving.knative.dev/v1/namespaces/default/services";
    private static final String SERVICE =
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata:
              name: training
            spec:
              template:
                spec:
                  containers:
                    - image: dev.local/training
            """;
    private static final Duration CONTROLLERS = Duration.ofSeconds(3);

    public void run()
            throws IOException,
                    InterruptedException,
                    StartFailedException,
                    GeneralSecurityException {
        Path folder = Files.createTempDirectory("perk-train");
        Options options = new Options(folder, 0, 0, 0, RuntimeChoice.PROCESS, "localhost");
        try (Standalone perk = Standalone.start(options, _ -> {});
                ApiClient api = new ApiClient(perk.kubeconfig());
                HttpClient http = HttpClient.newHttpClient()) {
            api.create(SERVICES, SERVICE);
            Instant end = Instant.now().plus(CONTROLLERS);
            while (Instant.now().isBefore(end)) {
                for (String kind :
                        new String[] {
                            "/api/v1/namespaces/default/pods",
                            SERVICES,
                            "/api/v1/namespaces/default/services"
                        }) {
                    api.get(kind);
                }
                HttpRequest unknown =
                        HttpRequest.newBuilder(URI.create(perk.gatewayUrl() + "/")).build();
                http.send(unknown, BodyHandlers.discarding());
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
    }
}
