package dev.perk.kube.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The API said no, in Kubernetes' terms.
 *
 * <p>Source of codes, reasons and texts: {@code k8s.io/apimachinery pkg/api/errors}.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * One of several causes of a refusal.
     *
     * @param reason such as {@code FieldValueInvalid}
     * @param field the path in the object
     */
    public record Cause(String reason, String message, String field) {}

    /**
     * What the refusal is about; empty parts are left out on the wire.
     *
     * @param retryAfterSeconds when to try again, 0 for no advice
     */
    public record Details(
            String name,
            String group,
            String kind,
            String uid,
            List<Cause> causes,
            int retryAfterSeconds) {
        public static final Details NONE = new Details("", "", "", "", List.of());

        public Details(String name, String group, String kind, String uid, List<Cause> causes) {
            this(name, group, kind, uid, causes, 0);
        }

        public Details {
            causes = List.copyOf(causes);
        }

        static Details of(ResourceKey key) {
            ResourceType type = key.type();
            return new Details(key.name().name(), type.group(), type.plural(), "", List.of());
        }
    }

    private final int code;
    private final String reason;
    private final String message;
    private final transient Details details;
    private final String continueToken;

    public ApiException(int code, String reason, String message, Details details) {
        this(code, reason, message, details, "");
    }

    private ApiException(
            int code, String reason, String message, Details details, String continueToken) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.message = message;
        this.details = details;
        this.continueToken = continueToken;
    }

    public static ApiException notFound(ResourceKey key) {
        return new ApiException(404, "NotFound", quoted(key) + " not found", Details.of(key));
    }

    public static ApiException alreadyExists(ResourceKey key) {
        return new ApiException(
                409, "AlreadyExists", quoted(key) + " already exists", Details.of(key));
    }

    public static ApiException conflict(ResourceKey key) {
        return conflict(
                key,
                "the object has been modified; please apply your changes to the latest version and"
                        + " try again");
    }

    public static ApiException conflict(ResourceKey key, String why) {
        return new ApiException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + quoted(key) + ": " + why,
                Details.of(key));
    }

    /**
     * @param problem the field, the kind of error and the detail, such as {@code spec.replicas:
     *     Invalid value: -1: …}
     */
    public static ApiException invalid(ResourceKey key, String problem, List<Cause> causes) {
        ResourceType type = key.type();
        String message =
                type.qualifiedKind() + " \"" + key.name().name() + "\" is invalid: " + problem;
        Details details = new Details(key.name().name(), type.group(), type.kind(), "", causes);
        return new ApiException(422, "Invalid", message, details);
    }

    public static ApiException invalid(ResourceKey key, List<FieldError> errors) {
        return invalid(key, joined(errors), errors.stream().map(FieldError::cause).toList());
    }

    /**
     * The options of a request are wrong.
     *
     * @param kind the kind of the options, such as {@code ListOptions}
     */
    public static ApiException invalidOptions(String kind, List<FieldError> errors) {
        var details =
                new Details(
                        "",
                        "meta.k8s.io",
                        kind,
                        "",
                        errors.stream().map(FieldError::cause).toList());
        return new ApiException(
                422, "Invalid", kind + ".meta.k8s.io \"\" is invalid: " + joined(errors), details);
    }

    private static String joined(List<FieldError> errors) {
        return errors.size() == 1 ? errors.getFirst().toString() : errors.toString();
    }

    public static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message, Details.NONE);
    }

    public static ApiException forbidden(ResourceKey key, String why) {
        return new ApiException(
                403, "Forbidden", quoted(key) + " is forbidden: " + why, Details.of(key));
    }

    /** The history before {@code oldest} is gone. */
    public static ApiException expired(long asked, long oldest) {
        return new ApiException(
                410,
                "Expired",
                "too old resource version: " + asked + " (" + oldest + ")",
                Details.NONE);
    }

    /**
     * A list cannot be continued as it began.
     *
     * @param continueToken continues it at the newest revision; empty where nothing does
     */
    public static ApiException expired(String message, String continueToken) {
        return new ApiException(410, "Expired", message, Details.NONE, continueToken);
    }

    /** A list is asked for as of a revision that nobody has made yet. */
    public static ApiException revisionTooLarge(long asked, long current) {
        String message = "Too large resource version: " + asked + ", current: " + current;
        var cause = new Cause("ResourceVersionTooLarge", "Too large resource version", "");
        return new ApiException(
                504,
                "Timeout",
                "Timeout: " + message,
                new Details("", "", "", "", List.of(cause), 1));
    }

    public static ApiException unavailable(String message) {
        return new ApiException(503, "ServiceUnavailable", message, Details.NONE);
    }

    /**
     * @param retryAfterSeconds when it may work again, 1 or more; clients wait that long by
     *     themselves
     */
    public static ApiException unavailable(String message, int retryAfterSeconds) {
        return new ApiException(
                503,
                "ServiceUnavailable",
                message,
                new Details("", "", "", "", List.of(), retryAfterSeconds));
    }

    public static ApiException internal(String message) {
        return new ApiException(
                500,
                "InternalError",
                "Internal error occurred: " + message,
                new Details("", "", "", "", List.of(new Cause("", message, ""))));
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** The refusal that a {@code v1 Status} describes. */
    public static ApiException of(JsonNode status) {
        JsonNode about = status.path("details");
        List<Cause> causes = new ArrayList<>();
        for (JsonNode cause : about.path("causes")) {
            causes.add(
                    new Cause(text(cause, "reason"), text(cause, "message"), text(cause, "field")));
        }
        Details details =
                new Details(
                        text(about, "name"),
                        text(about, "group"),
                        text(about, "kind"),
                        text(about, "uid"),
                        causes,
                        about.path("retryAfterSeconds").asInt());
        return new ApiException(
                status.path("code").asInt(),
                text(status, "reason"),
                text(status, "message"),
                details,
                text(status.path("metadata"), "continue"));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    public Details details() {
        return details;
    }

    public boolean isNotFound() {
        return code == 404;
    }

    public boolean isConflict() {
        return reason.equals("Conflict");
    }

    public boolean isAlreadyExists() {
        return reason.equals("AlreadyExists");
    }

    /** The {@code v1 Status} that clients get. */
    public ObjectNode status() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        put(status.putObject("metadata"), "continue", continueToken);
        status.put("status", "Failure").put("message", message).put("reason", reason);
        ObjectNode about = status.putObject("details");
        put(about, "name", details.name());
        put(about, "group", details.group());
        put(about, "kind", details.kind());
        put(about, "uid", details.uid());
        if (!details.causes().isEmpty()) {
            var causes = about.putArray("causes");
            for (Cause cause : details.causes()) {
                ObjectNode one = causes.addObject();
                put(one, "reason", cause.reason());
                put(one, "message", cause.message());
                put(one, "field", cause.field());
            }
        }
        if (details.retryAfterSeconds() > 0) {
            about.put("retryAfterSeconds", details.retryAfterSeconds());
        }
        return status.put("code", code);
    }

    private static void put(ObjectNode node, String field, String value) {
        Optional.of(value).filter(text -> !text.isEmpty()).ifPresent(text -> node.put(field, text));
    }

    private static String quoted(ResourceKey key) {
        return key.type().qualifiedPlural() + " \"" + key.name().name() + "\"";
    }
}
