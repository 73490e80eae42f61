package dev.perk.run.cli.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.Parsed;
import dev.perk.run.cli.client.ApiClient;
import dev.perk.run.standalone.whatif.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes down what a Service of a running Perk gets. */
@Command(
        name = "record",
        description = "Record the requests of a Service, for perk simulate.",
        synopsisSubcommandLabel = "COMMAND")
public final class RecordTraffic {
    private static final int FAILED = 1;
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration STRAGGLERS = Duration.ofSeconds(20);

    @Spec CommandSpec command;

    /** It has happened that there is nothing to record. */
    private static final class NothingThereException extends IOException {
        private static final long serialVersionUID = 1;

        NothingThereException(String message) {
            super(message);
        }
    }

    @Command(name = "service", description = "Record one Service until the time is over.")
    int service(
            @Parameters(paramLabel = "NAME", description = "The Service.") String name,
            @Option(
                            names = {"-n", "--namespace"},
                            defaultValue = "default",
                            description = "Its namespace (default: ${DEFAULT-VALUE}).")
                    String namespace,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "FILE",
                            description = "Where to write; also while it records.")
                    Path file,
            @Option(
                            names = "--for",
                            defaultValue = "5m",
                            paramLabel = "DURATION",
                            description = "How long (default: ${DEFAULT-VALUE}).")
                    String length,
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            defaultValue = "${sys:user.home}/.perk",
                            description = "Where the Perk that runs keeps everything.")
                    Path dataDir) {
        if (!(GoDuration.parse(length) instanceof Parsed.Good<Duration>(Duration time))
                || time.compareTo(Duration.ofSeconds(1)) < 0) {
            return failed("--for = " + length + " (expected: a duration such as 5m, 1s or more)");
        }
        try (ApiClient api = new ApiClient(dataDir.resolve("kubeconfig"))) {
            record(api, namespace, name, time, file);
            return 0;
        } catch (NothingThereException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            return failed(e.getFile() + " is missing (expected: perk up has run there)");
        } catch (ConnectException e) {
            return failed("the Perk of " + dataDir + " does not run (expected: perk up)");
        } catch (IOException | IllegalArgumentException e) {
            return failed("cannot record: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            return failed("the certificate of " + dataDir + " cannot be used: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private void record(ApiClient api, String namespace, String name, Duration time, Path file)
            throws IOException, InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        String path = "/arrivals/namespaces/" + escaped(namespace) + "/services/" + escaped(name);
        JsonNode first = arrivals(api, path, namespace, name);
        Settings settings = settings(api, namespace, name);
        Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        Instant until = from.plus(time);
        var recorded = new Recorded(from, until);
        recorded.hear(first);
        out.println("recording " + namespace + "/" + name + " until " + until);
        out.flush();
        String title = "perk record service " + name + " -n " + namespace;
        // Whoever is still served when the time is over is waited for a while.
        while (Instant.now().isBefore(until)
                || (recorded.underWay() > 0 && Instant.now().isBefore(until.plus(STRAGGLERS)))) {
            Duration left = Duration.between(Instant.now(), until);
            boolean last = left.compareTo(POLL) < 0 && left.isPositive();
            Thread.sleep(last ? left.plusMillis(200) : POLL);
            recorded.hear(arrivals(api, path, namespace, name));
            Settings seen =
                    settings.with(
                                    "pod-start="
                                            + GoDuration.print(
                                                    recorded.podStart(settings.podStart())))
                            .with(
                                    "pod-stop="
                                            + GoDuration.print(
                                                    recorded.podStop(settings.podStop())));
            Files.write(file, recorded.lines(title, seen));
        }
        out.println(recorded.requests() + " requests, in " + file);
        if (recorded.unserved() + recorded.underWay() > 0) {
            out.println(
                    "without "
                            + recorded.unserved()
                            + " that no pod has served and "
                            + recorded.underWay()
                            + " that have not ended");
        }
    }

    private static JsonNode arrivals(ApiClient api, String path, String namespace, String name)
            throws IOException, InterruptedException {
        return api.get(path)
                .orElseThrow(() ->
                        new NothingThereException(
                                "no service " + name + " in namespace " + namespace));
    }

    /** How it is scaled now, and how many pods it has. */
    private static Settings settings(ApiClient api, String namespace, String name)
            throws IOException, InterruptedException {
        JsonNode service =
                required(api, "/apis/serving.knative.dev/v1/", namespace, "services", name);
        String revision = service.path("status").path("latestReadyRevisionName").asText();
        if (revision.isEmpty()) {
            throw new NothingThereException(
                    "service " + name + " has no ready revision (expected: one that serves)");
        }
        JsonNode autoscaler =
                required(
                        api,
                        "/apis/autoscaling.internal.knative.dev/v1alpha1/",
                        namespace,
                        "podautoscalers",
                        revision);
        JsonNode config =
                required(api, "/api/v1/", "knative-serving", "configmaps", "config-autoscaler");
        Settings settings = Settings.DEFAULT;
        for (Map.Entry<String, JsonNode> each : config.path("data").properties()) {
            if (Settings.knows("config-autoscaler/" + each.getKey())) {
                settings =
                        settings.with(
                                "config-autoscaler/"
                                        + each.getKey()
                                        + "="
                                        + each.getValue().asText());
            }
        }
        for (Map.Entry<String, JsonNode> each :
                autoscaler.path("metadata").path("annotations").properties()) {
            if (Settings.knows(each.getKey())) {
                settings = settings.with(each.getKey() + "=" + each.getValue().asText());
            }
        }
        int pods = Math.max(0, autoscaler.path("status").path("actualScale").asInt());
        return settings.with(
                        "containerConcurrency="
                                + autoscaler.path("spec").path("containerConcurrency").asInt())
                .with("pods=" + pods);
    }

    private static JsonNode required(
            ApiClient api, String group, String namespace, String resource, String name)
            throws IOException, InterruptedException {
        Optional<JsonNode> found =
                api.get(
                        group
                                + "namespaces/"
                                + escaped(namespace)
                                + "/"
                                + resource
                                + "/"
                                + escaped(name));
        return found.orElseThrow(() ->
                new NothingThereException("no " + resource + " " + name + " in " + namespace));
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    private int failed(String why) {
        command.commandLine().getErr().println("perk: " + why);
        return FAILED;
    }
}
