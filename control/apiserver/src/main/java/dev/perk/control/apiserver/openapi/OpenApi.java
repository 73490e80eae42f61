package dev.perk.control.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The OpenAPI v3 documents, one for each group and version, and the index of them.
 *
 * <p>Written when somebody first asks, then kept: they change only with the program.
 */
public final class OpenApi {

    /** A document with the hash that stands in its URL, so that clients keep it for ever. */
    public record Document(String json, String hash) {}

    private final Map<String, List<ResourceType>> kinds = new LinkedHashMap<>();
    private final Map<String, Document> written = new ConcurrentHashMap<>();
    private final String version;

    /**
     * @param version of the API, such as {@code v1.32.0}
     */
    public OpenApi(List<ResourceType> served, String version) {
        this.version = version;
        Map<String, List<ResourceType>> byPath = new TreeMap<>();
        for (ResourceType type : served) {
            String path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
            byPath.merge(path, List.of(type), OpenApi::join);
        }
        kinds.putAll(byPath);
    }

    private static List<ResourceType> join(List<ResourceType> some, List<ResourceType> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** The index: where each group and version is described. */
    public ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        for (String path : kinds.keySet()) {
            String url = "/openapi/v3/" + path + "?hash=" + document(path).orElseThrow().hash();
            paths.putObject(path).put("serverRelativeURL", url);
        }
        return index;
    }

    /**
     * One document.
     *
     * @param path {@code api/v1} or {@code apis/GROUP/VERSION}
     */
    public Optional<Document> document(String path) {
        List<ResourceType> described = kinds.get(path);
        return described == null
                ? Optional.empty()
                : Optional.of(written.computeIfAbsent(path, _ -> write(described)));
    }

    private Document write(List<ResourceType> described) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", version);
        ObjectNode paths = document.putObject("paths");
        SchemaWriter schemas = new SchemaWriter();
        for (ResourceType type : described) {
            new PathWriter(type, schemas.kind(type), paths).write();
        }
        ObjectNode components = document.putObject("components").putObject("schemas");
        new TreeMap<>(schemas.schemas()).forEach(components::set);
        byte[] json = Json.write(document);
        return new Document(new String(json, StandardCharsets.UTF_8), sha512(json));
    }

    private static String sha512(byte[] data) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(data);
            return HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-512", e);
        }
    }
}
