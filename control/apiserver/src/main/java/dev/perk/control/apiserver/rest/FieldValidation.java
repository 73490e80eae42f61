package dev.perk.control.apiserver.rest;

import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.List;

/** What happens to fields that a kind does not have, as the client wants it. */
enum FieldValidation {
    /** Nothing. */
    IGNORE,
    /** The client is told of them. */
    WARN,
    /** The write is refused. */
    STRICT;

    /**
     * @param optionsKind the options that the parameter belongs to, such as {@code CreateOptions}
     * @throws ApiException 422 Invalid for another value
     */
    static FieldValidation parse(String value, String optionsKind) {
        return switch (value) {
            case "Ignore" -> IGNORE;
            case "", "Warn" -> WARN;
            case "Strict" -> STRICT;
            default ->
                    throw ApiException.invalidOptions(
                            optionsKind,
                            List.of(
                                    FieldError.unsupported(
                                            "fieldValidation",
                                            "\"" + value + "\"",
                                            "\"\", \"Ignore\", \"Strict\", \"Warn\"")));
        };
    }
}
