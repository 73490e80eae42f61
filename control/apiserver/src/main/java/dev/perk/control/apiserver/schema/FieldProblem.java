package dev.perk.control.apiserver.schema;

/** Something in a body that its kind has no place for. */
public sealed interface FieldProblem {

    /** In Kubernetes' words. */
    String message();

    /**
     * A field that the kind does not have.
     *
     * @param path such as {@code spec.template.spec.containers[0].envv}
     */
    record Unknown(String path) implements FieldProblem {
        @Override
        public String message() {
            return "unknown field \"" + path + "\"";
        }
    }

    /** A field that is there twice; the last one counts. */
    record Duplicate(String path) implements FieldProblem {
        @Override
        public String message() {
            return "duplicate field \"" + path + "\"";
        }
    }

    /**
     * A value that does not fit its field.
     *
     * @param found what JSON calls it: {@code string}, {@code number}, {@code bool}, {@code array},
     *     {@code object}
     * @param messageName the message that has the field
     * @param expected as Go writes it, such as {@code int32} or {@code []v1.Container}
     */
    record WrongType(String path, String found, String messageName, String expected)
            implements FieldProblem {
        @Override
        public String message() {
            return "json: cannot unmarshal "
                    + found
                    + " into Go struct field "
                    + messageName
                    + "."
                    + path.replaceAll("\\[[0-9]+]", "")
                    + " of type "
                    + expected;
        }
    }
}
