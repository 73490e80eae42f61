package dev.perk.api.scaling;

/**
 * Whether a route leads to the revision ({@code spec.reachability} of a PodAutoscaler). What cannot
 * be reached keeps no minimum and shrinks without delay.
 */
public enum Reachability {
    UNKNOWN(""),
    REACHABLE("Reachable"),
    UNREACHABLE("Unreachable");

    private final String wireName;

    Reachability(String wireName) {
        this.wireName = wireName;
    }

    /** The value in a PodAutoscaler; empty for unknown. */
    public String wireName() {
        return wireName;
    }

    /** The reachability of that name; unknown for everything else. */
    public static Reachability named(String name) {
        return switch (name) {
            case "Reachable" -> REACHABLE;
            case "Unreachable" -> UNREACHABLE;
            default -> UNKNOWN;
        };
    }
}
