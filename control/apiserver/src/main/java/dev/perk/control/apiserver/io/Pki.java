package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.auth.TokenKey;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authority of one Perk and what it signed: the API server's certificate and the
 * admin's, which is for clients that would rather not send a token. Besides, the key that signs
 * tokens. Made at the first start, read at later ones; files are for their owner only.
 */
public final class Pki {
    private static final int TOKEN_BYTES = 32;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String TOKEN_KEY = "sa.key";

    private final Path folder;
    private @Nullable TokenKey tokenKey;
    private final String authority;
    private final String serverCertificate;
    private final String serverKey;
    private final String adminToken;

    private Pki(Path folder) throws IOException {
        this.folder = folder;
        authority = Files.readString(folder.resolve("ca.crt"));
        serverCertificate = Files.readString(folder.resolve("apiserver.crt"));
        serverKey = Files.readString(folder.resolve("apiserver.key"));
        adminToken = Files.readString(folder.resolve("admin.token")).strip();
    }

    /**
     * Opens {@code folder}, or makes it with everything in it if it does not exist. It appears
     * whole or not at all.
     *
     * @throws IOException naming the folder or file that cannot be used
     */
    public static Pki open(Path folder, Instant now) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path made = folder.resolveSibling(folder.getFileName() + ".new");
            deleteFiles(made);
            make(made, now);
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Pki(folder);
    }

    private static void make(Path folder, Instant now) throws IOException {
        var certificates = new Certificates(now);
        Certificates.Pair authority = certificates.authority("perk-ca");
        Certificates.Pair server =
                certificates.server(authority, serverNames(), List.of("127.0.0.1", "::1"));
        Certificates.Pair admin =
                certificates.client(authority, "kubernetes-admin", "system:masters");
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);

        Files.createDirectory(folder, OWNER_ONLY_FOLDER);
        write(folder, "ca", authority);
        write(folder, "apiserver", server);
        write(folder, "admin", admin);
        writeString(folder.resolve("admin.token"), HexFormat.of().formatHex(token) + "\n");
    }

    private static List<String> serverNames() {
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "localhost",
                                "kubernetes",
                                "kubernetes.default",
                                "kubernetes.default.svc",
                                "kubernetes.default.svc.cluster.local"));
        try {
            names.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // A machine without a name is reached by the others.
        }
        return names;
    }

    private static void write(Path folder, String name, Certificates.Pair pair) throws IOException {
        writeString(folder.resolve(name + ".crt"), Pem.write(pair.certificate()));
        writeString(folder.resolve(name + ".key"), Pem.write(pair.key().getPrivate()));
    }

    private static void writeString(Path file, String text) throws IOException {
        Files.createFile(file, OWNER_ONLY);
        Files.writeString(file, text);
    }

    private static void deleteFiles(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /**
     * TLS for the API's port: clients may show a certificate of our authority, and need not.
     *
     * @param podsHost an address by which pods know this server; its certificate is made anew if
     *     that is not in it
     */
    public ServerTls serverTls(String podsHost, Instant now) throws IOException {
        return serverTls(podsHost, now, ServerTls::best);
    }

    ServerTls serverTls(String podsHost, Instant now, Supplier<SslProvider> provider)
            throws IOException {
        try {
            X509Certificate issuer = Pem.certificate(authority);
            X509Certificate certificate = Pem.certificate(serverCertificate);
            PrivateKey key = Pem.key(serverKey, "EC");
            if (!Certificates.addresses(certificate).contains(podsHost)) {
                var signer =
                        new Certificates.Pair(
                                new KeyPair(
                                        issuer.getPublicKey(),
                                        Pem.key(Files.readString(folder.resolve("ca.key")), "EC")),
                                issuer);
                // For this run: the networks of the next one may be others.
                Certificates.Pair fresh =
                        new Certificates(now)
                                .server(
                                        signer,
                                        serverNames(),
                                        List.of("127.0.0.1", "::1", podsHost));
                certificate = fresh.certificate();
                key = fresh.key().getPrivate();
            }
            return new ServerTls(certificate, key, issuer, provider);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the API server's certificate or key cannot be read: " + e.getMessage(), e);
        }
    }

    /** The authority's certificate, as clients and pods get it. */
    public String authority() {
        return authority;
    }

    /** Whoever sends this as a bearer token is the admin. */
    public String adminToken() {
        return adminToken;
    }

    /**
     * The key of the tokens of ServiceAccounts: read, or made the first time that it is needed,
     * because making it takes a quarter of a second that no start should wait for.
     *
     * @throws UncheckedIOException if the file cannot be read or written
     */
    public synchronized TokenKey tokenKey() {
        TokenKey known = tokenKey;
        if (known != null) {
            return known;
        }
        Path file = folder.resolve(TOKEN_KEY);
        try {
            if (!Files.exists(file)) {
                Path made = folder.resolve(TOKEN_KEY + ".new");
                Files.deleteIfExists(made);
                writeString(made, Pem.write(RsaKeys.make()));
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            }
            TokenKey read = RsaKeys.tokenKey(Files.readString(file));
            tokenKey = read;
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("the key of the tokens, " + file + ", is unusable", e);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(
                    new IOException(
                            "the key of the tokens, " + file + ", is not an RSA key in PEM", e));
        }
    }

    /** A kubeconfig that makes its holder the admin of the API at {@code server}. */
    public Kubeconfig adminKubeconfig(String server) {
        return new Kubeconfig(server, authority, adminToken);
    }
}
