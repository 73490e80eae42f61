package dev.perk.kube.store;

import com.fasterxml.jackson.databind.node.TextNode;

/**
 * One thing that is wrong with one field, in Kubernetes' words.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/validation/field/errors.go}.
 *
 * @param field the path, such as {@code metadata.name}
 * @param reason as in a Status' cause, such as {@code FieldValueInvalid}
 * @param message without the field: what kind of error, the value where it helps, and the detail
 */
public record FieldError(String field, String reason, String message) {

    public static FieldError required(String field, String detail) {
        return new FieldError(
                field,
                "FieldValueRequired",
                detail.isEmpty() ? "Required value" : "Required value: " + detail);
    }

    /**
     * @param value as JSON spells it
     */
    public static FieldError invalid(String field, String value, String detail) {
        return new FieldError(
                field, "FieldValueInvalid", "Invalid value: " + value + ": " + detail);
    }

    /** The value is a text. */
    public static FieldError invalidText(String field, String value, String detail) {
        return invalid(field, quoted(value), detail);
    }

    public static FieldError forbidden(String field, String detail) {
        return new FieldError(field, "FieldValueForbidden", "Forbidden: " + detail);
    }

    /**
     * @param supported as they should be listed, quoted where they are texts
     */
    public static FieldError unsupported(String field, String value, String supported) {
        return new FieldError(
                field,
                "FieldValueNotSupported",
                "Unsupported value: " + value + ": supported values: " + supported);
    }

    /**
     * @param value as JSON spells it
     */
    public static FieldError duplicate(String field, String value) {
        return new FieldError(field, "FieldValueDuplicate", "Duplicate value: " + value);
    }

    /**
     * @param value as JSON spells it
     */
    public static FieldError notFound(String field, String value) {
        return new FieldError(field, "FieldValueNotFound", "Not found: " + value);
    }

    public static FieldError tooLong(String field, int mostBytes) {
        return new FieldError(
                field,
                "FieldValueTooLong",
                "Too long: may not be more than " + mostBytes + " bytes");
    }

    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    ApiException.Cause cause() {
        return new ApiException.Cause(reason, message, field);
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
