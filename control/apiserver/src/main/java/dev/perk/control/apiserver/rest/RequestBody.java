package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perk.control.apiserver.protobuf.ProtobufObjects;
import dev.perk.control.apiserver.schema.FieldProblem;
import dev.perk.control.apiserver.schema.MessageTable;
import dev.perk.kube.store.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Turns the bytes of a body into a tree, whatever they are written in. */
final class RequestBody {
    private static final String ACCEPTED =
            "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private static final int SHOWN = 30;

    private static final JsonFactory JSON = new JsonFactory();

    /** Apart, as few clients send YAML: most leave the conversion to kubectl. */
    private static final class Yaml {
        static final YAMLFactory FACTORY = new AnchoredYaml.Factory();
    }

    private RequestBody() {}

    /** A body as a tree, and what of it was said twice. */
    record Read(ObjectNode tree, List<FieldProblem> duplicates) {}

    /**
     * Reads an object.
     *
     * @param kind what it should be, for the message if it is nothing at all
     * @throws ApiException 400 BadRequest, 415 UnsupportedMediaType
     */
    static Read object(ApiRequest request, String kind) {
        String type = request.contentType();
        if (type.equals(ProtobufObjects.MEDIA_TYPE)) {
            ProtobufObjects objects = new ProtobufObjects(MessageTable.kubernetes());
            return new Read(objects.read(request.body().bytes()), List.of());
        }
        boolean yaml =
                switch (type) {
                    // kubectl scale and create --raw say nothing.
                    case "", "application/json" -> false;
                    case "application/yaml" -> true;
                    default -> throw Refusals.unsupportedMediaType(ACCEPTED);
                };
        TrackedJson.Read read;
        try {
            read = parse(request.body().bytes(), yaml);
        } catch (IOException e) {
            throw unrecognized(
                    request.body().bytes(), kind, (yaml ? "yaml" : "json") + " parse", e);
        }
        if (read.tree() instanceof ObjectNode object) {
            return new Read(object, read.duplicates());
        }
        throw unrecognized(
                request.body().bytes(),
                kind,
                "json parse",
                new IOException("cannot unmarshal " + jsonType(read.tree()) + " into an object"));
    }

    /** Any document, and what of it was said twice. */
    record Document(JsonNode tree, List<FieldProblem> duplicates) {}

    /**
     * Reads any document, for a patch.
     *
     * @throws ApiException 400 BadRequest
     */
    static Document patch(ApiRequest request) {
        return document(request, false, "error decoding patch: ");
    }

    /**
     * Reads a configuration that is applied, which may be YAML.
     *
     * @throws ApiException 400 BadRequest
     */
    static Document configuration(ApiRequest request) {
        return document(request, true, "error decoding YAML: ");
    }

    private static Document document(ApiRequest request, boolean yaml, String problem) {
        try {
            TrackedJson.Read read = parse(request.body().bytes(), yaml);
            return new Document(read.tree(), read.duplicates());
        } catch (IOException e) {
            throw ApiException.badRequest(problem + message(e));
        }
    }

    private static TrackedJson.Read parse(byte[] body, boolean yaml) throws IOException {
        try (JsonParser parser = yaml ? Yaml.FACTORY.createParser(body) : JSON.createParser(body)) {
            return TrackedJson.read(parser);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static ApiException unrecognized(
            byte[] body, String kind, String step, IOException why) {
        return ApiException.badRequest(
                "the object provided is unrecognized (must be of type "
                        + kind
                        + "): couldn't get version/kind; "
                        + step
                        + " error: "
                        + message(why)
                        + " ("
                        + beginning(body)
                        + ")");
    }

    /** Without Jackson's note of where its source came from. */
    private static String message(IOException e) {
        return e instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(e.getMessage());
    }

    private static String beginning(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        boolean more = body.length > SHOWN;
        int end = Math.min(body.length, SHOWN);
        String start =
                body[0] == '{'
                        ? new String(body, 0, end, StandardCharsets.UTF_8)
                        : HexFormat.of().formatHex(body, 0, end);
        return more ? start + " ..." : start;
    }

    static String jsonType(JsonNode tree) {
        return tree.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
