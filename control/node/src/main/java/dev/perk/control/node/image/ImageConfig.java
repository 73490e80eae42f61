package dev.perk.control.node.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What an image says about how it wants to be run. Source: image-spec {@code config.md}.
 *
 * @param entrypoint the command that always runs; may be empty
 * @param cmd its default arguments, or the command where there is no entrypoint
 * @param env {@code NAME=value} lines
 * @param workingDir an absolute path, {@code /} if the image says nothing
 * @param user a name or number, optionally {@code :group}; empty means root
 * @param exposedPorts such as {@code 8080/tcp}
 * @param stopSignal such as {@code SIGQUIT}, {@code SIGTERM} if the image says nothing
 * @param diffIds the digests of the unpacked layers, lowest first
 */
public record ImageConfig(
        Platform platform,
        List<String> entrypoint,
        List<String> cmd,
        List<String> env,
        String workingDir,
        String user,
        List<String> exposedPorts,
        String stopSignal,
        List<ContentDigest> diffIds) {

    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
        exposedPorts = List.copyOf(exposedPorts);
        diffIds = List.copyOf(diffIds);
    }

    /**
     * @throws ImageFormatException if it lacks what an image cannot do without
     */
    public static ImageConfig read(JsonNode tree) {
        if (!tree.path("rootfs").path("diff_ids").isArray()) {
            throw new ImageFormatException(
                    "not an image configuration (expected: rootfs.diff_ids, a list of digests)");
        }
        List<ContentDigest> diffIds = new ArrayList<>();
        for (JsonNode id : tree.path("rootfs").path("diff_ids")) {
            diffIds.add(
                    ContentDigest.parse(id.asText())
                            .orElseThrow(() ->
                                    new ImageFormatException(
                                            "rootfs.diff_ids has \""
                                                    + id.asText()
                                                    + "\" (expected: sha256:<64 hex digits>)")));
        }
        JsonNode config = tree.path("config");
        var ports = new TreeSet<String>();
        config.path("ExposedPorts").fieldNames().forEachRemaining(ports::add);
        return new ImageConfig(
                Platform.read(tree),
                strings(config.path("Entrypoint")),
                strings(config.path("Cmd")),
                strings(config.path("Env")),
                orElse(config.path("WorkingDir").asText(), "/"),
                config.path("User").asText(),
                List.copyOf(ports),
                orElse(config.path("StopSignal").asText(), "SIGTERM"),
                diffIds);
    }

    /**
     * What to run, given a container's {@code command} and {@code args}: a command replaces the
     * entrypoint and drops the image's arguments, args replace only the arguments.
     */
    public List<String> commandLine(List<String> command, List<String> args) {
        List<String> line = new ArrayList<>(command.isEmpty() ? entrypoint : command);
        if (!args.isEmpty()) {
            line.addAll(args);
        } else if (command.isEmpty()) {
            line.addAll(cmd);
        }
        return line;
    }

    private static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(node -> strings.add(node.asText()));
        return strings;
    }
}
