package dev.perk.control.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.DefinedVersion;
import dev.perk.control.apiserver.definitions.Definition;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI v3 documents, one for each group and version, and the index of them.
 *
 * <p>Written when somebody first asks, then kept until a kind in them is defined anew.
 */
public final class OpenApi {

    /** A document with the hash that stands in its URL, so that clients keep it for ever. */
    public record Document(String json, String hash) {}

    /**
     * A kind, and the revision of what defines it: another one may describe it otherwise.
     *
     * @param revision 0 for a kind that only changes with the program
     */
    private record Described(ResourceType type, long revision) {}

    private record Written(List<Described> kinds, Document document) {}

    private final Map<String, Written> written = new ConcurrentHashMap<>();
    private final Definitions definitions;
    private final List<ResourceType> questions;
    private final String version;
    private @Nullable Swagger swagger;

    /**
     * @param questions kinds that are not kept, but answered
     * @param version of the API, such as {@code v1.32.0}
     */
    public OpenApi(Definitions definitions, List<ResourceType> questions, String version) {
        this.definitions = definitions;
        this.questions = List.copyOf(questions);
        this.version = version;
    }

    /** What is served now, by path. */
    private Map<String, List<Described>> kinds() {
        Map<String, List<Described>> byPath = new TreeMap<>();
        List<ResourceType> all = new ArrayList<>(definitions.catalog().now().all());
        all.addAll(questions);
        for (ResourceType type : all) {
            String path = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
            long revision = definitions.of(type).map(Definition::revision).orElse(0L);
            byPath.computeIfAbsent(path, _ -> new ArrayList<>()).add(new Described(type, revision));
        }
        return byPath;
    }

    /** The index: where each group and version is described. */
    public ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        Map<String, List<Described>> kinds = kinds();
        written.keySet().retainAll(kinds.keySet());
        kinds.forEach((path, described) -> {
            String url = "/openapi/v3/" + path + "?hash=" + document(path, described).hash();
            paths.putObject(path).put("serverRelativeURL", url);
        });
        return index;
    }

    /**
     * One document.
     *
     * @param path {@code api/v1} or {@code apis/GROUP/VERSION}
     */
    public Optional<Document> document(String path) {
        return Optional.ofNullable(kinds().get(path)).map(described -> document(path, described));
    }

    /**
     * All documents as one of version 2.
     *
     * @param hash of what it was made from
     */
    // Made once and sent as it is: a copy would buy nothing.
    @SuppressWarnings("ArrayRecordComponent")
    public record Swagger(byte[] protobuf, String hash) {}

    /** What older clients, and a few commands of newer ones, read instead of the others. */
    public synchronized Swagger swagger() {
        List<Document> documents = new ArrayList<>();
        kinds().forEach((path, described) -> documents.add(document(path, described)));
        String hash =
                sha512(
                        documents.stream()
                                .map(Document::hash)
                                .collect(Collectors.joining())
                                .getBytes(StandardCharsets.UTF_8));
        Swagger known = swagger;
        if (known == null || !known.hash().equals(hash)) {
            List<JsonNode> trees =
                    documents.stream()
                            .map(each -> Json.read(each.json().getBytes(StandardCharsets.UTF_8)))
                            .toList();
            known = new Swagger(SwaggerWriter.write(trees, version), hash);
            swagger = known;
        }
        return known;
    }

    private Document document(String path, List<Described> described) {
        return written.compute(
                        path,
                        (_, known) ->
                                known != null && known.kinds().equals(described)
                                        ? known
                                        : new Written(described, write(described)))
                .document();
    }

    private Document write(List<Described> described) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", version);
        ObjectNode paths = document.putObject("paths");
        SchemaWriter schemas = new SchemaWriter();
        for (Described kind : described) {
            ResourceType type = kind.type();
            var writer = new PathWriter(type, schemas.kind(type, schema(type)), paths);
            if (questions.contains(type)) {
                writer.writeQuestion();
            } else {
                writer.write();
            }
        }
        ObjectNode components = document.putObject("components").putObject("schemas");
        new TreeMap<>(schemas.schemas()).forEach(components::set);
        byte[] json = Json.write(document);
        return new Document(new String(json, StandardCharsets.UTF_8), sha512(json));
    }

    private JsonNode schema(ResourceType type) {
        return definitions
                .version(type)
                .map(DefinedVersion::schema)
                .orElse(MissingNode.getInstance());
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
