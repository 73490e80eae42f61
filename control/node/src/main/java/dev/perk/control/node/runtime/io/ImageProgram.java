package dev.perk.control.node.runtime.io;

import dev.perk.control.node.image.io.ImageFolder;
import dev.perk.control.node.linux.io.Terminals;
import dev.perk.control.node.runtime.ImagePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a program of an unpacked image runs as a plain process.
 *
 * @param env with the machine's paths in place of the image's
 * @param workFolder as the image says it
 */
record ImageProgram(
        ImageFolder image,
        ImagePaths paths,
        Map<String, String> env,
        String workFolder,
        Terminals terminals) {

    ImageProgram {
        env = Map.copyOf(env);
    }

    Path workingDir() throws IOException {
        return image.find(workFolder).filter(Files::isDirectory).orElse(image.root());
    }

    /** What to run for a command in the image's words; empty if the image has no such program. */
    Optional<List<String>> line(List<String> command) throws IOException {
        Optional<Path> program = find(command.getFirst());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        List<String> line = new ArrayList<>(List.of(program.get().toString()));
        command.stream().skip(1).map(paths::rewrite).forEach(line::add);
        return Optional.of(line);
    }

    /** The image's program: a path, or a name in one of the folders of its {@code PATH}. */
    private Optional<Path> find(String name) throws IOException {
        if (name.contains("/")) {
            String path = name.startsWith("/") ? name : workFolder + "/" + name;
            return image.find(path).filter(Files::isExecutable);
        }
        for (String folder : env.getOrDefault("PATH", "").split(":", -1)) {
            Path candidate = Path.of(folder).resolve(name);
            if (candidate.startsWith(image.root()) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
