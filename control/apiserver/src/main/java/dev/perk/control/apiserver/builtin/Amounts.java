package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Quantity;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;

/** Rules of numbers and of amounts of resources, which many kinds have. */
final class Amounts {
    static final String NOT_NEGATIVE = "must be greater than or equal to 0";

    private Amounts() {}

    static void notNegative(JsonNode object, String field, String at, List<FieldError> out) {
        JsonNode value = object.path(field);
        if (value.isNumber() && value.asLong() < 0) {
            out.add(
                    FieldError.invalid(
                            at.isEmpty() ? field : at + "." + field, value.asText(), NOT_NEGATIVE));
        }
    }

    /** The amount in a field; empty, and complained of, if it is none. */
    static Optional<Quantity> of(JsonNode value, String at, List<FieldError> out) {
        return switch (Quantity.parse(value.asText())) {
            case Parsed.Good<Quantity>(Quantity quantity) -> Optional.of(quantity);
            case Parsed.Bad<Quantity>(String why) -> {
                out.add(FieldError.invalidText(at, value.asText(), why));
                yield Optional.empty();
            }
        };
    }

    /** A map of amounts, none of which may be negative. */
    static void notNegative(JsonNode amounts, String at, List<FieldError> out) {
        amounts.properties()
                .forEach(entry -> {
                    String path = at + "[" + entry.getKey() + "]";
                    of(entry.getValue(), path, out)
                            .filter(Quantity::isNegative)
                            .ifPresent(_ ->
                                    out.add(
                                            FieldError.invalidText(
                                                    path,
                                                    entry.getValue().asText(),
                                                    NOT_NEGATIVE)));
                });
    }
}
