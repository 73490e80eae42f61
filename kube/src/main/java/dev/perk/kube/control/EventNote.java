package dev.perk.kube.control;

/**
 * Something that a person looking at {@code kubectl describe} should know.
 *
 * @param reason a CamelCase word
 */
public record EventNote(Type type, String reason, String message) {

    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public static EventNote normal(String reason, String message) {
        return new EventNote(Type.NORMAL, reason, message);
    }

    public static EventNote warning(String reason, String message) {
        return new EventNote(Type.WARNING, reason, message);
    }
}
