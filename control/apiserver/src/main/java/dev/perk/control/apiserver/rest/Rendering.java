package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.registry.Page;
import dev.perk.control.apiserver.table.Tables;
import dev.perk.control.apiserver.table.Tables.RowObject;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Writes objects and lists in the form that the client wants. */
final class Rendering {
    /** What Go's {@code strconv.ParseBool} takes for true. */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private final Definitions definitions;
    private final InstantSource clock;

    Rendering(Definitions definitions, InstantSource clock) {
        this.definitions = definitions;
        this.clock = clock;
    }

    private static final class Yaml {
        static final ObjectMapper MAPPER =
                new ObjectMapper(
                        YAMLFactory.builder()
                                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                                .build());
    }

    /** One object. */
    ApiAnswer.Full object(int status, KubeObject object, ApiRequest request) {
        OutputForm form = OutputForm.negotiate(request);
        return document(
                status,
                shaped(object, definitions.tables(object.type()), form.shape()),
                form,
                request);
    }

    /** The replicas of a workload. */
    ApiAnswer.Full scale(KubeObject workload, ObjectNode scale, ApiRequest request) {
        OutputForm form = OutputForm.negotiate(request);
        KubeObject object = KubeObject.of(workload.type(), scale);
        return document(200, shaped(object, Tables.ofScale(), form.shape()), form, request);
    }

    private ObjectNode shaped(KubeObject object, Tables tables, OutputForm.Shape shape) {
        return switch (shape) {
            case OutputForm.Shape.Whole _ -> object.tree();
            case OutputForm.Shape.Metadata _ -> Tables.metadataOf(object);
            case OutputForm.Shape.Row(RowObject rowObject) ->
                    tables.table(
                            List.of(object),
                            Json.object()
                                    .put(
                                            "resourceVersion",
                                            object.metadata().path("resourceVersion").asText()),
                            rowObject,
                            clock.instant());
        };
    }

    /** A list, or a part of one. */
    ApiAnswer.Full list(ResourceType type, Page page, ApiRequest request) {
        OutputForm form = OutputForm.negotiate(request);
        ObjectNode metadata = Json.object().put("resourceVersion", String.valueOf(page.revision()));
        if (!page.continueToken().isEmpty()) {
            metadata.put("continue", page.continueToken());
        }
        page.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        ObjectNode list =
                switch (form.shape()) {
                    case OutputForm.Shape.Whole _ -> whole(type, page, metadata);
                    case OutputForm.Shape.Metadata _ -> partial(page, metadata);
                    case OutputForm.Shape.Row(RowObject rowObject) ->
                            definitions
                                    .tables(type)
                                    .table(page.items(), metadata, rowObject, clock.instant());
                };
        return document(200, list, form, request);
    }

    private static ObjectNode whole(ResourceType type, Page page, ObjectNode metadata) {
        ObjectNode list =
                Json.object()
                        .put("kind", type.kind() + "List")
                        .put("apiVersion", type.apiVersion());
        list.set("metadata", metadata);
        ArrayNode items = list.putArray("items");
        for (KubeObject object : page.items()) {
            items.add(type.custom() ? object.tree() : withoutKind(object.tree()));
        }
        return list;
    }

    /** Items of built-in lists do not say their kind; Go clients know it anyway. */
    private static ObjectNode withoutKind(ObjectNode tree) {
        ObjectNode item = Json.object();
        tree.properties()
                .forEach(entry -> {
                    if (!entry.getKey().equals("kind") && !entry.getKey().equals("apiVersion")) {
                        item.set(entry.getKey(), entry.getValue());
                    }
                });
        return item;
    }

    private static ObjectNode partial(Page page, ObjectNode metadata) {
        ObjectNode list =
                Json.object()
                        .put("kind", "PartialObjectMetadataList")
                        .put("apiVersion", "meta.k8s.io/v1");
        list.set("metadata", metadata);
        ArrayNode items = list.putArray("items");
        page.items().forEach(object -> items.add(Tables.metadataOf(object)));
        return list;
    }

    /** A document that is no object, such as a Status: in JSON or YAML, but whole. */
    static ApiAnswer.Full plain(int status, ObjectNode tree, ApiRequest request) {
        return document(status, tree, OutputForm.WHOLE, request);
    }

    private static ApiAnswer.Full document(
            int status, ObjectNode tree, OutputForm form, ApiRequest request) {
        try {
            if (form.yaml()) {
                return ApiAnswer.of(
                        status, "application/yaml", Yaml.MAPPER.writeValueAsBytes(tree));
            }
            byte[] json =
                    isPretty(request)
                            ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(tree)
                            : Json.write(tree);
            return ApiAnswer.json(status, json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /** People at a terminal or a browser get line breaks. */
    private static boolean isPretty(ApiRequest request) {
        String agent = request.userAgent();
        return request.query().containsKey("pretty")
                ? TRUE.contains(request.query("pretty"))
                : agent.startsWith("curl")
                        || agent.startsWith("Wget")
                        || agent.startsWith("Mozilla");
    }
}
