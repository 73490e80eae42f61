package dev.perk.control.apiserver.cel.functions;

import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How values read in a text that is made of them. Source: {@code cel-go ext/formatting.go}. */
final class Written {
    private Written() {}

    static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Double number ->
                    Double.isFinite(number)
                            ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                            : number.toString();
            case NullValue _ -> "null";
            case List<?> list ->
                    list.stream().map(Written::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
                            .sorted()
                            .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }
}
