package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a runtime is asked to run, from what a Pod says and its image adds.
 *
 * @param container an entry of {@code spec.containers} or {@code spec.initContainers}
 * @param hostname what the pod calls itself
 * @param env what the Pod says; it wins over the image's
 * @param terminationLog where the container's last words go on this machine
 */
public record ContainerPlan(
        ContainerSettings settings,
        JsonNode container,
        LocalImage image,
        String hostname,
        Map<String, String> env,
        List<BindMount> mounts,
        Path terminationLog) {
    private static final String TERMINATION_LOG = "/dev/termination-log";

    /** What programs are looked for in where the image says nothing. Source: containerd. */
    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** The container's {@code attempt}th run. */
    public ContainerSpec spec(int attempt) {
        Map<String, String> variables = variables();
        return new ContainerSpec(
                container.path("name").asText(),
                attempt,
                image,
                command(variables),
                variables,
                container.path("workingDir").asText(image.config().workingDir()),
                container.path("stdin").asBoolean(),
                container.path("tty").asBoolean(),
                settings.user(image.config().user()),
                mounts,
                Optional.of(
                        new BindMount(
                                terminationLog,
                                container.path("terminationMessagePath").asText(TERMINATION_LOG),
                                false)),
                settings.resources(),
                settings.privileges(),
                container.path("targetContainerName").asText());
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", DEFAULT_PATH);
        variables.put("HOSTNAME", hostname);
        for (String line : image.config().env()) {
            int equals = line.indexOf('=');
            variables.put(
                    equals < 0 ? line : line.substring(0, equals),
                    equals < 0 ? "" : line.substring(equals + 1));
        }
        variables.putAll(env);
        return variables;
    }

    private List<String> command(Map<String, String> variables) {
        return image.config()
                .commandLine(
                        Environment.expandAll(strings(container.path("command")), variables),
                        Environment.expandAll(strings(container.path("args")), variables));
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(word -> strings.add(word.asText()));
        return strings;
    }
}
