package dev.perk.control.apiserver.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/**
 * Where an API is and how to be let in, in the file format that every Kubernetes client reads.
 *
 * <p>By token, as not every client can read an EC key: fabric8's cannot without BouncyCastle.
 */
public record Kubeconfig(String server, String authority, String token) {

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if there is no such file, or it is another one; says what is missing
     */
    public static Kubeconfig read(Path file) throws IOException {
        JsonNode tree =
                Yaml.parse(Files.readString(file))
                        .optional()
                        .orElseThrow(() -> new IOException(file + " is not YAML"));
        JsonNode cluster = tree.at("/clusters/0/cluster");
        return new Kubeconfig(
                text(file, cluster, "server"),
                new String(
                        Base64.getDecoder()
                                .decode(text(file, cluster, "certificate-authority-data")),
                        StandardCharsets.US_ASCII),
                text(file, tree.at("/users/0/user"), "token"));
    }

    private static String text(Path file, JsonNode parent, String field) throws IOException {
        JsonNode value = parent.path(field);
        if (!value.isTextual()) {
            throw new IOException(file + " has no " + field + " (expected: a kubeconfig of Perk)");
        }
        return value.asText();
    }

    /**
     * Writes it for its owner only, if that is not what is there; readers see the old file or the
     * new one.
     */
    public void write(Path file) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(yaml())) {
            return;
        }
        try {
            replace(file);
        } catch (IOException e) {
            throw new IOException(
                    "the kubeconfig " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void replace(Path file) throws IOException {
        Path made = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(made);
        Files.createFile(
                made,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(made, yaml());
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    String yaml() {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: perk
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: perk-admin
          user:
            token: %s
        contexts:
        - name: perk
          context:
            cluster: perk
            user: perk-admin
        current-context: perk
        """
                .formatted(server, base64(authority), token);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
