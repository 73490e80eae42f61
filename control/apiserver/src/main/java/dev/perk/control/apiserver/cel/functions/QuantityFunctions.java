package dev.perk.control.apiserver.cel.functions;

import static dev.perk.control.apiserver.cel.functions.CelFunction.global;
import static dev.perk.control.apiserver.cel.functions.CelFunction.member;

import dev.perk.api.text.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Source: {@code k8s.io/apiserver pkg/cel/library/quantity.go}. */
final class QuantityFunctions {
    static final List<CelFunction> ALL =
            List.of(
                    global(
                            "isQuantity",
                            ValueType.STRING,
                            ValueType.BOOL,
                            text -> parse(text).isPresent()),
                    global(
                            "quantity",
                            ValueType.STRING,
                            ValueType.QUANTITY,
                            QuantityFunctions::quantity),
                    member(
                            ValueType.QUANTITY,
                            "sign",
                            ValueType.INT,
                            one -> (long) one.amount().signum()),
                    member(
                            ValueType.QUANTITY,
                            "isInteger",
                            ValueType.BOOL,
                            QuantityFunctions::isInteger),
                    member(
                            ValueType.QUANTITY,
                            "asInteger",
                            ValueType.INT,
                            QuantityFunctions::asInteger),
                    member(
                            ValueType.QUANTITY,
                            "asApproximateFloat",
                            ValueType.DOUBLE,
                            one -> one.amount().doubleValue()),
                    member(
                            ValueType.QUANTITY,
                            "add",
                            ValueType.QUANTITY,
                            ValueType.QUANTITY,
                            (one, other) -> plus(one, other.amount())),
                    member(
                            ValueType.QUANTITY,
                            "add",
                            ValueType.INT,
                            ValueType.QUANTITY,
                            (one, other) -> plus(one, BigDecimal.valueOf(other))),
                    member(
                            ValueType.QUANTITY,
                            "sub",
                            ValueType.QUANTITY,
                            ValueType.QUANTITY,
                            (one, other) -> plus(one, other.amount().negate())),
                    member(
                            ValueType.QUANTITY,
                            "sub",
                            ValueType.INT,
                            ValueType.QUANTITY,
                            (one, other) -> plus(one, BigDecimal.valueOf(other).negate())),
                    member(
                            ValueType.QUANTITY,
                            "isLessThan",
                            ValueType.QUANTITY,
                            ValueType.BOOL,
                            (one, other) -> one.compareTo(other) < 0),
                    member(
                            ValueType.QUANTITY,
                            "isGreaterThan",
                            ValueType.QUANTITY,
                            ValueType.BOOL,
                            (one, other) -> one.compareTo(other) > 0),
                    member(
                            ValueType.QUANTITY,
                            "compareTo",
                            ValueType.QUANTITY,
                            ValueType.INT,
                            (one, other) -> (long) one.compareTo(other)));

    private QuantityFunctions() {}

    private static Optional<Quantity> parse(String text) {
        return Quantity.parse(text).optional();
    }

    /** In the least form, as amounts of one size are equal to CEL, however they are written. */
    private static Quantity quantity(String text) {
        Quantity parsed =
                parse(text)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "quantities must match the regular expression"
                                            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
        return plus(parsed, BigDecimal.ZERO);
    }

    private static Quantity plus(Quantity one, BigDecimal more) {
        return new Quantity(one.amount().add(more).stripTrailingZeros(), Quantity.Format.DECIMAL);
    }

    private static boolean isInteger(Quantity one) {
        try {
            one.amount().longValueExact();
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static Object asInteger(Quantity one) {
        if (!isInteger(one)) {
            throw new IllegalArgumentException("cannot convert value to integer");
        }
        return one.amount().longValueExact();
    }
}
