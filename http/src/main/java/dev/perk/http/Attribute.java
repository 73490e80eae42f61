package dev.perk.http;

/**
 * The name and type of something that stages tell each other about an exchange. Two attributes are
 * never the same, whatever their names.
 */
public final class Attribute<T> {
    private final Class<T> type;
    private final String name;

    private Attribute(Class<T> type, String name) {
        this.type = type;
        this.name = name;
    }

    public static <T> Attribute<T> of(Class<T> type, String name) {
        return new Attribute<>(type, name);
    }

    /** What an exchange remembers under this attribute, as its type. */
    public T cast(Object value) {
        return type.cast(value);
    }

    @Override
    public String toString() {
        return name;
    }
}
