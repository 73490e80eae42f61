package dev.perk.api.text;

import java.util.Optional;
import java.util.function.Function;

/**
 * What became of a text that somebody else wrote. That it cannot be read is ordinary, so it is a
 * value and not an exception.
 */
public sealed interface Parsed<T> {

    record Good<T>(T value) implements Parsed<T> {}

    /** {@code why} is Go's error text, as users of Knative know it. */
    record Bad<T>(String why) implements Parsed<T> {}

    static <T> Parsed<T> good(T value) {
        return new Good<>(value);
    }

    static <T> Parsed<T> bad(String why) {
        return new Bad<>(why);
    }

    default boolean isGood() {
        return this instanceof Good;
    }

    /** The value, for those who do not care why there is none. */
    default Optional<T> optional() {
        return switch (this) {
            case Good<T>(T value) -> Optional.of(value);
            case Bad<T> _ -> Optional.empty();
        };
    }

    default <R> Parsed<R> map(Function<? super T, ? extends R> change) {
        return then(value -> good(change.apply(value)));
    }

    default <R> Parsed<R> then(Function<? super T, Parsed<R>> next) {
        return switch (this) {
            case Good<T>(T value) -> next.apply(value);
            case Bad<T>(String why) -> bad(why);
        };
    }
}
