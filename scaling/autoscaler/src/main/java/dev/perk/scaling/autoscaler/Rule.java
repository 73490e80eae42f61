package dev.perk.scaling.autoscaler;

/** The rule that bound a decision: without it the number of pods would have been another. */
public enum Rule {
    /** The stable window asks for this many. */
    STABLE("StableWindow"),
    /** The panic window asks for more than the stable one during a surge. */
    PANIC("PanicWindow"),
    /** Both windows ask for less than the peak of the surge. */
    PANIC_HOLD("PanicHold"),
    /** max-scale-up-rate allows no more at once. */
    RATE_LIMITED_UP("RateLimitedUp"),
    /** max-scale-down-rate allows no fewer at once. */
    RATE_LIMITED_DOWN("RateLimitedDown"),
    /** activation-scale wants more as soon as there is any load. */
    ACTIVATION_SCALE("ActivationScale"),
    /** scale-down-delay remembers that more was wanted. */
    SCALE_DOWN_DELAY("ScaleDownDelay"),
    /** Load is counted in requests per second and there is none, but somebody is still there. */
    IN_FLIGHT("InFlight"),
    /** Nothing could be seen. */
    NO_DATA("NoData");

    private final String code;

    Rule(String code) {
        this.code = code;
    }

    /** The code of its {@link dev.perk.api.why.Reason}. */
    public String code() {
        return code;
    }
}
