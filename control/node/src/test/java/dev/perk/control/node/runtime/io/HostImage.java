package dev.perk.control.node.runtime.io;

import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.image.io.TestImage;
import dev.perk.control.node.image.io.TestImage.Layer;
import dev.perk.control.node.image.io.Unpacking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small image made of this machine's own programs, so that tests need no registry and no
 * compiler.
 */
public final class HostImage {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static final int EXECUTABLE = 0100755;

    private HostImage() {}

    /** Loads an image with these programs, and the libraries they need, below {@code /bin}. */
    public static LocalImage load(ImageStore store, Path temp, Unpacking form, String... programs)
            throws IOException {
        return loadWith("{\"Cmd\": [\"/bin/sh\"]}", store, temp, form, programs);
    }

    public static LocalImage loadWith(
            String config, ImageStore store, Path temp, Unpacking form, String... programs)
            throws IOException {
        var layer = new Layer();
        layer.file("etc/passwd", "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
        layer.file("etc/group", "root:x:0:\nnogroup:x:65534:\naudio:x:29:nobody\n");
        Set<Path> libraries = new LinkedHashSet<>();
        for (String name : programs) {
            Path program = Program.find(name).orElseThrow().path().toRealPath();
            layer.file("bin/" + name, Files.readAllBytes(program), EXECUTABLE, 0, 0);
            libraries.addAll(librariesOf(program));
        }
        for (Path library : libraries) {
            layer.file(
                    library.toString().substring(1), Files.readAllBytes(library), EXECUTABLE, 0, 0);
        }
        Path tar =
                TestImage.tar(
                        temp.resolve("host-image.tar"),
                        new TestImage().layer(layer).config(config).layout("dev.local/host"));
        return store.load(tar, Optional.of(ImageReference.parse("dev.local/host")), form)
                .getFirst();
    }

    private static List<Path> librariesOf(Path program) throws IOException {
        String output = Program.find("ldd").orElseThrow().run(List.of(program.toString())).output();
        Matcher matcher = LIBRARY.matcher(output);
        return matcher.results().map(result -> Path.of(result.group(1))).toList();
    }
}
