package dev.perk.api.validation;

/**
 * Where in an object something is, as Knative writes it: {@code
 * spec.template.spec.containers[0].image}. The root is empty.
 */
public record FieldPath(String text) {
    public static final FieldPath ROOT = new FieldPath("");
    public static final FieldPath METADATA = new FieldPath("metadata");
    public static final FieldPath SPEC = new FieldPath("spec");

    /** A field below this one; an empty name is this one. */
    public FieldPath field(String name) {
        if (name.isEmpty()) {
            return this;
        }
        return new FieldPath(text.isEmpty() ? name : text + "." + name);
    }

    public FieldPath index(int index) {
        return new FieldPath(text + "[" + index + "]");
    }

    /**
     * A key of a map. Upstream splits paths at dots before it glues brackets to what stands before
     * them, so only a key without dots is glued.
     */
    public FieldPath key(String key) {
        String bracketed = "[" + key + "]";
        return key.contains(".") ? field(bracketed) : new FieldPath(text + bracketed);
    }

    @Override
    public String toString() {
        return text;
    }
}
