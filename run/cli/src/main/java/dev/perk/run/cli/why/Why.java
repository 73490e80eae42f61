package dev.perk.run.cli.why;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import dev.perk.run.cli.client.ApiClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells why things are as they are. */
@Command(
        name = "why",
        description = "Tell why a Service or a Revision has the pods that it has.",
        synopsisSubcommandLabel = "COMMAND")
public final class Why {
    private static final int FAILED = 1;

    /** How the answer is printed. */
    enum Form {
        TEXT,
        JSON
    }

    /** Whom to ask, and how to show the answer. */
    static final class Asking {
        @Option(
                names = {"-n", "--namespace"},
                description = "Its namespace (default: ${DEFAULT-VALUE}).")
        String namespace = "default";

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                defaultValue = "${sys:user.home}/.perk",
                description = "Where the Perk that runs keeps everything.")
        Path dataDir;

        @Option(
                names = {"-o", "--output"},
                description = "text, or json with what replay needs.")
        Form form = Form.TEXT;
    }

    @Spec CommandSpec command;

    @Command(name = "service", description = "The chain of decisions about a Service, cause first.")
    int service(
            @Parameters(paramLabel = "NAME", description = "The Service.") String name,
            @Mixin Asking asking) {
        return tell(asking, "services", name);
    }

    @Command(name = "revision", description = "The chain of decisions about one Revision.")
    int revision(
            @Parameters(paramLabel = "NAME", description = "The Revision.") String name,
            @Mixin Asking asking) {
        return tell(asking, "revisions", name);
    }

    private int tell(Asking asking, String resource, String name) {
        PrintWriter out = command.commandLine().getOut();
        try (ApiClient api = new ApiClient(asking.dataDir.resolve("kubeconfig"))) {
            Optional<JsonNode> page =
                    api.get(
                            "/why/namespaces/%s/%s/%s"
                                    .formatted(escaped(asking.namespace), resource, escaped(name)));
            if (page.isEmpty()) {
                return failed(
                        "no %s %s in namespace %s"
                                .formatted(
                                        resource.substring(0, resource.length() - 1),
                                        name,
                                        asking.namespace));
            }
            switch (asking.form) {
                case TEXT ->
                        ChainText.lines(page.get(), ZoneId.systemDefault()).forEach(out::println);
                case JSON -> out.println(pretty(page.get()));
            }
            return 0;
        } catch (IOException e) {
            return failed("cannot ask the Perk of " + asking.dataDir + ": " + explanation(e));
        } catch (GeneralSecurityException e) {
            return failed(
                    "the certificate of " + asking.dataDir + " cannot be used: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private static String explanation(IOException e) {
        return switch (e) {
            case NoSuchFileException missing ->
                    missing.getFile() + " is missing (expected: perk up has run there)";
            case ConnectException _ -> "it does not run (expected: perk up)";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    private static String pretty(JsonNode page) throws JsonProcessingException {
        return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(page);
    }

    @Command(
            name = "replay",
            description = "Make the decisions of a file again, as printed by -o json.")
    int replay(@Parameters(paramLabel = "FILE", description = "The file.") Path file) {
        PrintWriter out = command.commandLine().getOut();
        try {
            Replay replay = Replay.of(Json.read(Files.readAllBytes(file)));
            replay.differences().forEach(out::println);
            out.printf(
                    Locale.ROOT,
                    "%d decisions made again, %d came out differently%n",
                    replay.decisions(),
                    replay.differences().size());
            return replay.differences().isEmpty() ? 0 : FAILED;
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            return failed("cannot replay " + file + ": " + e.getMessage());
        }
    }

    private int failed(String why) {
        command.commandLine().getErr().println("perk: " + why);
        return FAILED;
    }
}
