package dev.perk.control.node.image.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.io.TestImage.Layer;
import dev.perk.control.node.image.io.TestImage.Packing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clauses: image-spec {@code image-layout.md}; the archives of {@code docker save} and of Jib. */
class ImageStoreTest {
    private static final ImageReference HELLO = ImageReference.parse("dev.local/hello");

    @TempDir Path temp;
    private ImageStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = ImageStore.open(temp.resolve("images"));
    }

    private static TestImage hello() throws IOException {
        return new TestImage()
                .layer(new Layer().file("hello", "world"))
                .config("{\"Entrypoint\": [\"/hello\"]}");
    }

    private LocalImage load(Path source) throws IOException {
        return store.load(source, Optional.empty(), Unpacking.MERGED).getFirst();
    }

    @Test
    void loadsALayoutFolder() throws IOException {
        Path layout = TestImage.folder(temp.resolve("layout"), hello().layout("dev.local/hello"));
        LocalImage image = load(layout);
        assertThat(image.reference()).isEqualTo(HELLO);
        assertThat(image.config().entrypoint()).containsExactly("/hello");
        assertThat(store.merged(image).resolve("hello")).hasContent("world");
        assertThat(store.find(HELLO)).contains(image);
        assertThat(store.find(HELLO.at(image.digest()))).as("by digest").isPresent();
    }

    @Test
    void loadsALayoutTar() throws IOException {
        Path tar = TestImage.tar(temp.resolve("i.tar"), hello().layout("dev.local/hello"));
        assertThat(store.merged(load(tar)).resolve("hello")).hasContent("world");
    }

    @Test
    void loadsWhatDockerSaveAndJibWrite() throws IOException {
        Path tar = TestImage.tar(temp.resolve("i.tar"), hello().dockerSave("hello:1"));
        LocalImage image = load(tar);
        assertThat(image.reference()).hasToString("index.docker.io/library/hello:1");
        assertThat(store.merged(image).resolve("hello")).hasContent("world");
    }

    @ParameterizedTest
    @EnumSource
    void readsLayersHoweverTheyArePacked(Packing packing) throws IOException {
        TestImage image = new TestImage().layer(new Layer().file("a", "b"), packing);
        Path tar = TestImage.tar(temp.resolve("i.tar"), image.layout("dev.local/hello"));
        assertThat(store.merged(load(tar)).resolve("a")).hasContent("b");
    }

    @Test
    void picksThisMachinesImageFromAnIndex() throws IOException {
        TestImage other =
                new TestImage().layer(new Layer().file("hello", "other")).architecture("s390x");
        Map<String, byte[]> files = hello().multiPlatformLayout("dev.local/hello", other);
        LocalImage image = load(TestImage.folder(temp.resolve("layout"), files));
        assertThat(store.merged(image).resolve("hello")).hasContent("world");
        assertThat(store.find(HELLO.at(image.digest())))
                .as("the digest of the index names it, too")
                .isPresent();
    }

    @Test
    void saysForWhichMachinesAnImageIs() throws IOException {
        TestImage image = new TestImage().architecture("s390x");
        Map<String, byte[]> files = image.multiPlatformLayout("dev.local/hello");
        Path layout = TestImage.folder(temp.resolve("layout"), files);
        assertThatThrownBy(() -> load(layout))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("has [linux/s390x]")
                .hasMessageContaining("expected: linux/" + TestImage.architecture());
    }

    @Test
    void aGivenNameReplacesTheImagesOwn() throws IOException {
        Path tar = TestImage.tar(temp.resolve("i.tar"), hello().dockerSave("other:1"));
        store.load(tar, Optional.of(HELLO), Unpacking.MERGED);
        assertThat(store.find(HELLO)).isPresent();
        assertThat(store.find(ImageReference.parse("other:1"))).isEmpty();
    }

    @Test
    void asksForANameWhereThereIsNone() throws IOException {
        Path layout = TestImage.folder(temp.resolve("layout"), hello().layout(""));
        assertThatThrownBy(() -> load(layout))
                .hasMessage(
                        layout
                                + " does not say what its image is called (expected: a NAME to load"
                                + " it as)");
        assertThatThrownBy(() -> load(TestImage.folder(layout, hello().layout("latest"))))
                .as("a tag alone is no name")
                .hasMessageContaining("does not say what its image is called");
    }

    @Test
    void whatOneStoreLoadsAnotherOneOnTheSameFolderFinds() throws IOException {
        ImageStore other = ImageStore.open(temp.resolve("images"));
        assertThat(other.find(HELLO)).isEmpty();
        load(TestImage.folder(temp.resolve("layout"), hello().layout("dev.local/hello")));
        assertThat(other.find(HELLO)).isPresent();
        assertThat(other.names()).containsKey("dev.local/hello:latest");
    }

    @Test
    void aNameMovesToNewContent() throws IOException {
        LocalImage first =
                load(TestImage.folder(temp.resolve("a"), hello().layout("dev.local/hello")));
        TestImage changed = new TestImage().layer(new Layer().file("hello", "again"));
        load(TestImage.folder(temp.resolve("b"), changed.layout("dev.local/hello")));
        assertThat(store.merged(store.find(HELLO).orElseThrow()).resolve("hello"))
                .hasContent("again");
        assertThat(store.find(HELLO.at(first.digest()))).as("old content stays").isPresent();
    }

    @Test
    void refusesContentThatIsNotWhatItsDigestSays() throws IOException {
        Map<String, byte[]> files = hello().layout("dev.local/hello");
        files.replaceAll((name, bytes) -> name.startsWith("blobs") ? damaged(bytes) : bytes);
        Path tar = TestImage.tar(temp.resolve("i.tar"), files);
        assertThatThrownBy(() -> load(tar))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(tar.toString())
                .hasMessageContaining("blobs/sha256/");
        assertThat(store.find(HELLO)).isEmpty();
    }

    private static byte[] damaged(byte[] bytes) {
        byte[] copy = bytes.clone();
        copy[copy.length - 3] ^= 1;
        return copy;
    }

    @Test
    void saysWhichFileIsMissing() throws IOException {
        Map<String, byte[]> files = hello().layout("dev.local/hello");
        String layer = files.keySet().iterator().next();
        files.remove(layer);
        Path layout = TestImage.folder(temp.resolve("layout"), files);
        assertThatThrownBy(() -> load(layout)).hasMessageContaining("has no " + layer);
    }

    @Test
    void saysWhatIsNoImage() throws IOException {
        Path text = Files.writeString(temp.resolve("text"), "hello".repeat(1000));
        assertThatThrownBy(() -> load(text))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(text.toString());
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertThatThrownBy(() -> load(empty))
                .hasMessage(
                        empty
                                + " is no image: it has neither index.json (an OCI layout) nor"
                                + " manifest.json (docker save, Jib)");
        assertThatThrownBy(() -> load(temp.resolve("nowhere")))
                .hasMessageContaining("does not exist");
    }

    @Test
    void leavesNothingUnfinishedBehind() throws IOException {
        Path orphan = temp.resolve("images/tmp/999999999-1");
        Files.createDirectories(orphan.resolve("half"));
        store = ImageStore.open(temp.resolve("images"));
        assertThat(orphan).doesNotExist();
        load(TestImage.tar(temp.resolve("i.tar"), hello().layout("dev.local/hello")));
        assertThat(List.of(temp.resolve("images/tmp").toFile().list())).isEmpty();
    }
}
