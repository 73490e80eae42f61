package dev.perk.control.node.image.io;

import com.github.luben.zstd.ZstdOutputStream;
import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.Descriptor;
import dev.perk.control.node.image.Manifest;
import dev.perk.kube.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** An image made by a test, written in each of the forms in which images arrive. */
public final class TestImage {
    public enum Packing {
        NONE,
        GZIP,
        ZSTD
    }

    /** A tar under construction. */
    public static final class Layer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

        public Layer() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        }

        public Layer file(String name, String content) {
            return file(name, content, 0100644, 0, 0);
        }

        public Layer file(String name, String content, int mode, int user, int group) {
            return file(name, content.getBytes(StandardCharsets.UTF_8), mode, user, group);
        }

        public Layer file(String name, byte[] data, int mode, int user, int group) {
            var entry = new TarArchiveEntry(name, true);
            entry.setSize(data.length);
            entry.setMode(mode);
            entry.setIds(user, group);
            entry.setModTime(1_000_000_000_000L);
            return add(entry, data);
        }

        public Layer folder(String name, int mode) {
            var entry = new TarArchiveEntry(name + "/", true);
            entry.setMode(040000 | mode);
            return add(entry, new byte[0]);
        }

        public Layer link(String name, String target) {
            var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
            entry.setLinkName(target);
            return add(entry, new byte[0]);
        }

        public Layer hardLink(String name, String target) {
            var entry = new TarArchiveEntry(name, TarConstants.LF_LINK, true);
            entry.setLinkName(target);
            return add(entry, new byte[0]);
        }

        private Layer add(TarArchiveEntry entry, byte[] data) {
            try {
                tar.putArchiveEntry(entry);
                tar.write(data);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] tar() throws IOException {
            tar.finish();
            return bytes.toByteArray();
        }
    }

    private final Map<String, byte[]> blobs = new LinkedHashMap<>();
    private final List<Descriptor> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private String config = "{}";
    private String architecture = architecture();

    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    public TestImage layer(Layer layer) throws IOException {
        return layer(layer, Packing.GZIP);
    }

    public TestImage layer(Layer layer, Packing packing) throws IOException {
        byte[] tar = layer.tar();
        diffIds.add(digest(tar).toString());
        layers.add(blob("application/vnd.oci.image.layer.v1.tar", pack(tar, packing)));
        return this;
    }

    public TestImage config(String json) {
        config = json;
        return this;
    }

    public TestImage architecture(String other) {
        architecture = other;
        return this;
    }

    private byte[] configBytes() {
        return ("{\"os\": \"linux\", \"architecture\": \""
                        + architecture
                        + "\", \"config\": "
                        + config
                        + ", \"rootfs\": {\"type\": \"layers\", \"diff_ids\": "
                        + Json.mapper().valueToTree(diffIds)
                        + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Descriptor manifest() {
        Descriptor configBlob = blob(Manifest.OCI_CONFIG, configBytes());
        return blob(Manifest.OCI_MANIFEST, new Manifest.Image(configBlob, layers).write());
    }

    private Descriptor blob(String mediaType, byte[] content) {
        ContentDigest digest = digest(content);
        blobs.put("blobs/sha256/" + digest.hex(), content);
        return Descriptor.of(mediaType, digest, content.length);
    }

    /** Writes a layout with one image; {@code name} may be empty. */
    public Map<String, byte[]> layout(String name) {
        Descriptor manifest = manifest();
        String annotations =
                name.isEmpty()
                        ? ""
                        : ", \"annotations\": {\"org.opencontainers.image.ref.name\": \""
                                + name
                                + "\"}";
        return withIndex(entry(manifest, annotations));
    }

    /** Writes a layout with an image index for this image and {@code others}. */
    public Map<String, byte[]> multiPlatformLayout(String name, TestImage... others) {
        List<String> entries = new ArrayList<>();
        for (TestImage other : others) {
            entries.add(entry(other.manifest(), other.platform()));
            blobs.putAll(other.blobs);
        }
        entries.add(entry(manifest(), platform()));
        byte[] index =
                ("{\"schemaVersion\": 2, \"manifests\": [" + String.join(",", entries) + "]}")
                        .getBytes(StandardCharsets.UTF_8);
        Descriptor nested = blob("application/vnd.oci.image.index.v1+json", index);
        return withIndex(
                entry(
                        nested,
                        ", \"annotations\": {\"io.containerd.image.name\": \"" + name + "\"}"));
    }

    private String platform() {
        return ", \"platform\": {\"os\": \"linux\", \"architecture\": \"" + architecture + "\"}";
    }

    private static String entry(Descriptor manifest, String more) {
        return "{\"mediaType\": \""
                + manifest.mediaType()
                + "\", \"digest\": \""
                + manifest.digest()
                + "\", \"size\": "
                + manifest.size()
                + more
                + "}";
    }

    private Map<String, byte[]> withIndex(String entry) {
        Map<String, byte[]> files = new LinkedHashMap<>(blobs);
        files.put(
                "oci-layout",
                "{\"imageLayoutVersion\": \"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        files.put(
                "index.json",
                ("{\"schemaVersion\": 2, \"manifests\": [" + entry + "]}")
                        .getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** What {@code docker save} and Jib write. */
    public Map<String, byte[]> dockerSave(String name) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (Descriptor layer : layers) {
            String file = layer.digest().hex() + ".tar.gz";
            names.add(file);
            files.put(file, blobs.get("blobs/sha256/" + layer.digest().hex()));
        }
        files.put("config.json", configBytes());
        files.put(
                "manifest.json",
                ("[{\"Config\": \"config.json\", \"RepoTags\": [\""
                                + name
                                + "\"], \"Layers\": "
                                + Json.mapper().valueToTree(names)
                                + "}]")
                        .getBytes(StandardCharsets.UTF_8));
        return files;
    }

    public static Path folder(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return folder;
    }

    public static Path tar(Path path, Map<String, byte[]> files) throws IOException {
        var layer = new Layer();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            var entry = new TarArchiveEntry(file.getKey());
            entry.setSize(file.getValue().length);
            layer.add(entry, file.getValue());
        }
        return Files.write(path, layer.tar());
    }

    private static byte[] pack(byte[] tar, Packing packing) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (packing) {
                    case NONE -> packed;
                    case GZIP -> new GZIPOutputStream(packed);
                    case ZSTD -> new ZstdOutputStream(packed);
                }) {
            out.write(tar);
        }
        return packed.toByteArray();
    }

    private static ContentDigest digest(byte[] content) {
        return new ContentDigest(HexFormat.of().formatHex(Blobs.sha256().digest(content)));
    }
}
