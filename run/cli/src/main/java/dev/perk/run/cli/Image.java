package dev.perk.run.cli;

import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.runtime.io.Runtimes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The images of this machine. */
@Command(
        name = "image",
        description = "Work with the images of this machine.",
        synopsisSubcommandLabel = "COMMAND")
final class Image {
    private static final int FAILED = 1;

    @Spec CommandSpec command;

    @Command(
            name = "load",
            description =
                    "Load an OCI layout (folder or tar), or a tar of docker save or Jib. Perk may"
                            + " be running.")
    int load(
            @Parameters(paramLabel = "PATH", description = "The folder or tar.") Path path,
            @Parameters(
                            paramLabel = "NAME",
                            arity = "0..1",
                            description = "What to call it, if not what it says itself.")
                    @Nullable String name,
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            description = "Where Perk keeps everything (default: ~/.perk).")
                    @Nullable Path dataDir) {
        try {
            Path folder = dataDir == null ? DataFolder.DEFAULT : dataDir;
            Optional<ImageReference> wanted = Optional.ofNullable(name).map(ImageReference::parse);
            ImageStore images = ImageStore.open(folder.resolve("images"));
            for (LocalImage image :
                    images.load(path, wanted, Runtimes.unpackingFor(Runtimes.Wish.AUTO))) {
                command.commandLine()
                        .getOut()
                        .println("loaded " + image.reference() + "  " + image.digest());
            }
            return 0;
        } catch (ImageFormatException | IOException e) {
            command.commandLine().getErr().println("perk: " + e.getMessage());
            return FAILED;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
