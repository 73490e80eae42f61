package dev.perk.control.apiserver.managedfields;

import java.util.Comparator;

/**
 * Who manages fields: one entry of {@code metadata.managedFields}.
 *
 * @param version the {@code apiVersion} that it writes in; empty for one that applies, which is the
 *     same in all versions
 * @param subresource the way by which it writes; empty for the object itself
 */
record Owner(String name, Operation operation, String version, String subresource) {

    enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /**
         * @throws IllegalArgumentException for another word
         */
        static Operation of(String word) {
            for (Operation operation : values()) {
                if (operation.word.equals(word)) {
                    return operation;
                }
            }
            throw new IllegalArgumentException("operation " + word + " (expected: Apply, Update)");
        }
    }

    static final Comparator<Owner> ORDER =
            Comparator.comparing(Owner::name)
                    .thenComparing(Owner::operation)
                    .thenComparing(Owner::version)
                    .thenComparing(Owner::subresource);

    static Owner applying(String name, String subresource) {
        return new Owner(name, Operation.APPLY, "", subresource);
    }

    static Owner updating(String name, String version, String subresource) {
        return new Owner(name, Operation.UPDATE, version, subresource);
    }

    boolean applies() {
        return operation == Operation.APPLY;
    }

    /** As conflicts name it. */
    String shown() {
        return '"'
                + name
                + '"'
                + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + '"')
                + (applies() ? "" : " using " + version);
    }
}
