package dev.perk.control.apiserver.cel.functions;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One way to call one function.
 *
 * @param member whether it is called on its first argument
 * @param body fails with an {@link IllegalArgumentException} where there is no result
 */
record CelFunction(
        String name,
        boolean member,
        List<ValueType<?>> arguments,
        ValueType<?> result,
        Function<Object[], Object> body) {

    static CelFunction global(String name, ValueType<?> result, Function<Object[], Object> body) {
        return new CelFunction(name, false, List.of(), result, body);
    }

    static <A> CelFunction global(
            String name, ValueType<A> argument, ValueType<?> result, Function<A, Object> body) {
        return new CelFunction(name, false, List.of(argument), result, unary(argument, body));
    }

    static <A> CelFunction member(
            ValueType<A> on, String name, ValueType<?> result, Function<A, Object> body) {
        return new CelFunction(name, true, List.of(on), result, unary(on, body));
    }

    static <A, B> CelFunction member(
            ValueType<A> on,
            String name,
            ValueType<B> argument,
            ValueType<?> result,
            BiFunction<A, B, Object> body) {
        return new CelFunction(
                name,
                true,
                List.of(on, argument),
                result,
                values -> body.apply(on.java().cast(values[0]), argument.java().cast(values[1])));
    }

    private static <A> Function<Object[], Object> unary(
            ValueType<A> argument, Function<A, Object> body) {
        return values -> body.apply(argument.java().cast(values[0]));
    }

    /** By what the two halves of the library find each other. */
    private String id() {
        return Stream.concat(
                        Stream.of("kubernetes", name.replace('.', '_')),
                        arguments.stream().map(ValueType::name))
                .collect(Collectors.joining("_"));
    }

    CelOverloadDecl declaration() {
        List<CelType> types = arguments.stream().<CelType>map(ValueType::cel).toList();
        return member
                ? CelOverloadDecl.newMemberOverload(id(), result.cel(), types)
                : CelOverloadDecl.newGlobalOverload(id(), result.cel(), types);
    }

    // What CEL calls immutable it knows by an annotation of Error Prone; this is a record of
    // values.
    @SuppressWarnings("Immutable")
    CelFunctionBinding binding() {
        List<Class<?>> classes = arguments.stream().<Class<?>>map(ValueType::java).toList();
        return CelFunctionBinding.from(id(), classes, this::call);
    }

    private Object call(Object[] values) throws CelEvaluationException {
        try {
            return body.apply(values);
        } catch (IllegalArgumentException e) {
            throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
        }
    }
}
