package dev.perk.samples.helloworld;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Writes a folder as a one-layer image into a tar, as {@code docker save} would. */
final class ImageBuilder {
    private static final AbsoluteUnixPath ROOT = AbsoluteUnixPath.get("/");
    private static final String NOBODY = "65532";
    private static final int LISTEN = 8080;

    private ImageBuilder() {}

    /**
     * Arguments: the image's name, the folder that becomes its root, the tar to write, and the
     * entrypoint.
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 4) {
            System.err.println(
                    "usage: ImageBuilder NAME ROOT_FOLDER TAR ENTRYPOINT [ARGUMENT ...]");
            System.exit(2);
        }
        String name = args[0];
        Path root = Path.of(args[1]);
        Path tar = Path.of(args[2]);
        List<String> entrypoint = List.of(args).subList(3, args.length);

        Jib.fromScratch()
                .setPlatforms(Set.of(new Platform(architecture(), "linux")))
                .addFileEntriesLayer(layer(root))
                .setEntrypoint(entrypoint)
                .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
                .setExposedPorts(Port.tcp(LISTEN))
                .setUser(NOBODY)
                .setCreationTime(Instant.EPOCH)
                .containerize(
                        Containerizer.to(TarImage.at(tar).named(name))
                                .setToolName("perk")
                                // Its own default is one folder for all users of the machine.
                                .setApplicationLayersCache(root.resolveSibling("cache"))
                                .setBaseImageLayersCache(root.resolveSibling("cache")));
    }

    private static FileEntriesLayer layer(Path root) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("root");
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted().toList()) {
                if (!path.equals(root)) {
                    AbsoluteUnixPath inImage = ROOT.resolve(root.relativize(path).toString());
                    layer.addEntry(
                            path,
                            inImage,
                            permissions(path),
                            FileEntriesLayer.DEFAULT_MODIFICATION_TIME);
                }
            }
        }
        return layer.build();
    }

    private static FilePermissions permissions(Path path) throws IOException {
        return FilePermissions.fromPosixFilePermissions(Files.getPosixFilePermissions(path));
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            default -> "amd64";
        };
    }
}
