package dev.perk.control.node.image.io;

import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.ImageFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Content by its digest: what has a name in this folder is complete and has been checked. */
final class Blobs {
    private final Path folder;
    private final Scratch scratch;

    Blobs(Path folder, Scratch scratch) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("sha256"));
        this.scratch = scratch;
    }

    boolean has(ContentDigest digest) {
        return Files.exists(path(digest));
    }

    /** Where the content is, or would be. */
    Path path(ContentDigest digest) {
        return folder.resolve(digest.hex());
    }

    byte[] read(ContentDigest digest) throws IOException {
        return Files.readAllBytes(path(digest));
    }

    long size(ContentDigest digest) throws IOException {
        return Files.size(path(digest));
    }

    /** Keeps {@code content} under the digest that it has. */
    ContentDigest add(InputStream content) throws IOException {
        Path draft = scratch.file();
        try {
            MessageDigest sha256 = sha256();
            try (FileChannel file =
                            FileChannel.open(
                                    draft,
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.WRITE);
                    OutputStream out =
                            new DigestOutputStream(Channels.newOutputStream(file), sha256)) {
                content.transferTo(out);
                file.force(false);
            }
            var digest = new ContentDigest(HexFormat.of().formatHex(sha256.digest()));
            Files.move(
                    draft,
                    path(digest),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return digest;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Keeps {@code content}, which must be what {@code expected} names.
     *
     * @throws ImageFormatException if it is something else
     */
    void add(ContentDigest expected, InputStream content) throws IOException {
        ContentDigest found = add(content);
        if (!found.equals(expected)) {
            throw new ImageFormatException(
                    "the content has digest " + found + " (expected: " + expected + ")");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
