package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.table.Tables.RowObject;
import dev.perk.kube.store.ApiException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a client wants objects to look.
 *
 * @param yaml instead of JSON
 */
record OutputForm(Shape shape, boolean yaml) {

    /** What of an object is shown. */
    sealed interface Shape {
        /** All of it. */
        record Whole() implements Shape {}

        /** One row with the cells that {@code kubectl get} prints. */
        record Row(RowObject rowObject) implements Shape {}

        /** Who it is, and nothing of what it says. */
        record Metadata() implements Shape {}
    }

    static final OutputForm WHOLE = new OutputForm(new Shape.Whole(), false);

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    /**
     * The first clause of Accept that can be satisfied. Protobuf never is, but who asks for it also
     * reads JSON.
     *
     * @throws ApiException 406 NotAcceptable, 400 BadRequest
     */
    static OutputForm negotiate(ApiRequest request) {
        String accept = request.header("Accept").orElse("");
        if (accept.isBlank()) {
            return WHOLE;
        }
        boolean protobuf = false;
        for (String clause : accept.split(",", -1)) {
            String[] parts = clause.strip().split(";", -1);
            String type = parts[0].strip().toLowerCase(Locale.ROOT);
            Map<String, String> parameters = parameters(parts);
            protobuf |= type.equals(PROTOBUF) && !parameters.containsKey("as");
            boolean yaml = type.equals("application/yaml");
            boolean json =
                    type.equals("application/json")
                            || type.equals("application/*")
                            || type.equals("*/*");
            Optional<Shape> shape = json || yaml ? shape(parameters, request) : Optional.empty();
            if (shape.isPresent()) {
                return new OutputForm(shape.get(), yaml);
            }
        }
        if (protobuf) {
            return WHOLE;
        }
        throw Refusals.notAcceptable();
    }

    private static Map<String, String> parameters(String[] parts) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).strip(),
                        parts[i].substring(equals + 1).strip());
            }
        }
        return parameters;
    }

    private static Optional<Shape> shape(Map<String, String> parameters, ApiRequest request) {
        String as = parameters.getOrDefault("as", "");
        boolean meta =
                parameters.getOrDefault("g", "").equals("meta.k8s.io")
                        && parameters.getOrDefault("v", "").startsWith("v1");
        return switch (as) {
            case "" -> Optional.of(new Shape.Whole());
            case "Table" ->
                    meta ? Optional.of(new Shape.Row(rowObject(request))) : Optional.empty();
            case "PartialObjectMetadata", "PartialObjectMetadataList" ->
                    meta ? Optional.of(new Shape.Metadata()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static RowObject rowObject(ApiRequest request) {
        String wanted = request.query("includeObject");
        return switch (wanted) {
            case "", "Metadata" -> RowObject.METADATA;
            case "None" -> RowObject.NONE;
            case "Object" -> RowObject.OBJECT;
            default ->
                    throw ApiException.badRequest(
                            "Unable to convert to Table as requested: includeObject: Invalid value:"
                                    + " \""
                                    + wanted
                                    + "\": must be 'Metadata', 'Object', 'None', or empty");
        };
    }
}
