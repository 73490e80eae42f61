package dev.perk.kube.control;

import java.time.Duration;

/** When the loop should look at a key again, besides when something that it watches changes. */
public sealed interface Requeue {

    /** Only when something changes. */
    record Never() implements Requeue {}

    /** After a while, because the passing of time alone will change the answer. */
    record After(Duration delay) implements Requeue {}

    /** Soon, and then less and less often, because this attempt failed. */
    record Retry(String why) implements Requeue {}

    /** The sooner of the two; a retry is soonest. */
    default Requeue orSooner(Requeue other) {
        return switch (this) {
            case Retry _ -> this;
            case Never _ -> other;
            case After(Duration mine) ->
                    switch (other) {
                        case Retry _ -> other;
                        case Never _ -> this;
                        case After(Duration theirs) -> mine.compareTo(theirs) <= 0 ? this : other;
                    };
        };
    }
}
