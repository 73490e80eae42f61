package dev.perk.control.node.image.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.io.TestImage.Layer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clauses: image-spec {@code layer.md}, Applying Changesets and Whiteouts. */
class LayerUnpackerTest {
    @TempDir Path temp;

    /** Unpacks layers on top of each other into one folder. */
    private Path merged(Layer... layers) throws IOException {
        Path root = Files.createDirectory(temp.resolve("root"));
        for (Layer layer : layers) {
            new LayerUnpacker(new LayerFolder(root, List.of()), Unpacking.MERGED)
                    .apply(new ByteArrayInputStream(layer.tar()));
        }
        return root;
    }

    /** Unpacks layers into a folder each; the result has the topmost first. */
    private List<Path> stacked(Layer... layers) throws IOException {
        assumeTrue(isRoot(), "only root may make the marks of overlayfs");
        List<Path> folders = new ArrayList<>();
        for (Layer layer : layers) {
            Path root = Files.createDirectory(temp.resolve("layer" + folders.size()));
            new LayerUnpacker(new LayerFolder(root, folders), Unpacking.STACKED)
                    .apply(new ByteArrayInputStream(layer.tar()));
            folders.addFirst(root);
        }
        return folders;
    }

    private boolean isRoot() throws IOException {
        return Files.getAttribute(temp, "unix:uid").equals(0);
    }

    @Test
    void laterLayersReplaceAndHideWhatEarlierOnesHave() throws IOException {
        Path root =
                merged(
                        new Layer().file("a/kept", "1").file("a/changed", "1").file("a/gone", "1"),
                        new Layer().file("a/changed", "2").file("a/.wh.gone", ""));
        assertThat(root.resolve("a/kept")).hasContent("1");
        assertThat(root.resolve("a/changed")).hasContent("2");
        assertThat(root.resolve("a/gone")).doesNotExist();
        assertThat(root.resolve("a/.wh.gone")).doesNotExist();
    }

    @Test
    void anOpaqueFolderHidesLowerLayersButNotItsOwn() throws IOException {
        Path root =
                merged(
                        new Layer().file("a/lower", "1").file("a/b/lower", "1"),
                        new Layer()
                                .file("a/before", "2")
                                .file("a/b/before", "2")
                                .file("a/.wh..wh..opq", "")
                                .file("a/after", "2"));
        assertThat(root.resolve("a")).isDirectoryNotContaining("glob:**lower");
        assertThat(root.resolve("a/b/lower")).doesNotExist();
        assertThat(root.resolve("a/b/before")).exists();
        assertThat(root.resolve("a/before")).exists();
        assertThat(root.resolve("a/after")).exists();
    }

    @Test
    void aFileMayBecomeAFolderAndBack() throws IOException {
        Path root =
                merged(
                        new Layer().file("x", "file").file("y/z", "in folder"),
                        new Layer().file("x/inside", "folder").file("y", "file"));
        assertThat(root.resolve("x/inside")).hasContent("folder");
        assertThat(root.resolve("y")).hasContent("file");
    }

    @Test
    void linksAreFollowedInsideTheImageOnly() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Path root =
                merged(
                        new Layer()
                                .folder("usr/lib", 0755)
                                .link("lib", "/usr/lib")
                                .link("evil", "../../../.." + outside)
                                .link("evil2", outside.toString()),
                        new Layer().file("lib/a", "1").file("evil/b", "1").file("evil2/c", "1"));
        assertThat(root.resolve("usr/lib/a")).hasContent("1");
        assertThat(outside).isEmptyDirectory();
        assertThat(root.resolve(outside.toString().substring(1)).resolve("b")).exists();
        assertThat(root.resolve(outside.toString().substring(1)).resolve("c")).exists();
    }

    @Test
    void anEntryReplacesALinkInsteadOfWritingThroughIt() throws IOException {
        Path victim = Files.writeString(temp.resolve("victim"), "safe");
        Path root =
                merged(new Layer().link("a", victim.toString()), new Layer().file("a", "replaced"));
        assertThat(victim).hasContent("safe");
        assertThat(root.resolve("a")).hasContent("replaced").isRegularFile();
    }

    @Test
    void refusesEntriesThatLeadOut() {
        assertThatThrownBy(() -> merged(new Layer().file("../evil", "1")))
                .isInstanceOf(ImageFormatException.class)
                .hasMessage("entry \"../evil\" leads out of the image's root");
        assertThat(temp.resolve("evil")).doesNotExist();
    }

    @Test
    void refusesAHardLinkThatLeadsOut() throws IOException {
        Files.writeString(temp.resolve("victim"), "secret");
        assertThatThrownBy(() -> merged(new Layer().hardLink("a", "../victim")))
                .isInstanceOf(ImageFormatException.class);
        assertThatThrownBy(() -> new LayerFolder(temp, List.of()).folder(loop()))
                .hasMessageContaining("too many symbolic links");
    }

    private List<String> loop() throws IOException {
        Files.createSymbolicLink(temp.resolve("loop"), Path.of("loop"));
        return List.of("loop", "x");
    }

    @Test
    void hardLinksShareOneFile() throws IOException {
        Path root = merged(new Layer().file("a", "1").hardLink("b/c", "/a"));
        assertThat(Files.getAttribute(root.resolve("b/c"), "unix:ino"))
                .isEqualTo(Files.getAttribute(root.resolve("a"), "unix:ino"));
    }

    @Test
    void keepsModesAndTimes() throws IOException {
        Path root = merged(new Layer().folder("tmp", 01777).file("run", "x", 0100755, 0, 0));
        assertThat((int) Files.getAttribute(root.resolve("tmp"), "unix:mode") & 07777)
                .isEqualTo(01777);
        assertThat((int) Files.getAttribute(root.resolve("run"), "unix:mode") & 07777)
                .isEqualTo(0755);
        assertThat(Files.getLastModifiedTime(root.resolve("run")).toMillis())
                .isEqualTo(1_000_000_000_000L);
    }

    @Test
    void whoUnpacksWithoutRootCanReadAndDeleteEverything() throws IOException {
        Path root = merged(new Layer().folder("d", 0500).file("d/f", "x", 0100000, 0, 0));
        assertThat((int) Files.getAttribute(root.resolve("d"), "unix:mode") & 0700).isEqualTo(0700);
        assertThat((int) Files.getAttribute(root.resolve("d/f"), "unix:mode") & 0600)
                .isEqualTo(0600);
    }

    @Test
    void stackedLayersKeepOwnersAndSetUserId() throws IOException {
        Path root = stacked(new Layer().file("su", "x", 0104755, 1234, 5678)).getFirst();
        assertThat(Files.getAttribute(root.resolve("su"), "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(root.resolve("su"), "unix:gid")).isEqualTo(5678);
        assertThat((int) Files.getAttribute(root.resolve("su"), "unix:mode") & 07777)
                .isEqualTo(04755);
    }

    @Test
    void aStackedWhiteoutIsADeviceThatOverlayfsKnows() throws IOException {
        Path top =
                stacked(new Layer().file("a/x", "1"), new Layer().file("a/.wh.x", "")).getFirst();
        Path mark = top.resolve("a/x");
        assertThat(Files.readAttributes(mark, "unix:rdev,mode", LinkOption.NOFOLLOW_LINKS))
                .containsEntry("rdev", 0L);
        assertThat(Files.isRegularFile(mark)).isFalse();
    }

    @Test
    void aFolderThatNoEntryDescribesLooksLikeTheOneBelow() throws IOException {
        Path top =
                stacked(new Layer().folder("tmp", 01777), new Layer().file("tmp/x", "1"))
                        .getFirst();
        assertThat((int) Files.getAttribute(top.resolve("tmp"), "unix:mode") & 07777)
                .isEqualTo(01777);
    }
}
