package dev.perk.control.apiserver.cel.functions;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.perk.api.text.Quantity;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What CEL calls a type, and what stands for it here. */
record ValueType<T>(String name, CelType cel, Class<T> java) {
    static final ValueType<Boolean> BOOL = new ValueType<>("bool", SimpleType.BOOL, Boolean.class);
    static final ValueType<Long> INT = new ValueType<>("int", SimpleType.INT, Long.class);
    static final ValueType<Double> DOUBLE =
            new ValueType<>("double", SimpleType.DOUBLE, Double.class);
    static final ValueType<String> STRING =
            new ValueType<>("string", SimpleType.STRING, String.class);
    static final ValueType<Object> ANY = new ValueType<>("any", SimpleType.DYN, Object.class);

    @SuppressWarnings("rawtypes") // a class literal has no arguments
    static final ValueType<List> LIST =
            new ValueType<>("list", ListType.create(TypeParamType.create("T")), List.class);

    @SuppressWarnings("rawtypes")
    static final ValueType<List> STRINGS =
            new ValueType<>("strings", ListType.create(SimpleType.STRING), List.class);

    @SuppressWarnings("rawtypes")
    static final ValueType<Map> QUERY =
            new ValueType<>(
                    "query",
                    MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                    Map.class);

    @SuppressWarnings("rawtypes")
    static final ValueType<Optional> OPTIONAL =
            new ValueType<>("optional", OptionalType.create(SimpleType.DYN), Optional.class);

    static final ValueType<URI> URL = opaque("kubernetes.URL", URI.class);
    static final ValueType<Quantity> QUANTITY = opaque("kubernetes.Quantity", Quantity.class);
    static final ValueType<IpAddress> IP = opaque("net.IP", IpAddress.class);
    static final ValueType<Cidr> CIDR = opaque("net.CIDR", Cidr.class);
    static final ValueType<NamedFormat> FORMAT =
            opaque("kubernetes.NamedFormat", NamedFormat.class);

    private static <T> ValueType<T> opaque(String name, Class<T> java) {
        return new ValueType<>(
                name.replace('.', '_').toLowerCase(Locale.ROOT), OpaqueType.create(name), java);
    }
}
