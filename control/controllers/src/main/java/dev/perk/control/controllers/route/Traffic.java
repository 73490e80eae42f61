package dev.perk.control.controllers.route;

import dev.perk.control.controllers.object.TrafficTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The traffic of a Route, once it is clear which revisions it means.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/route/traffic/traffic.go}.
 *
 * @param all one entry per tag, revision and kind of reference, in the order of the spec
 * @param groups what each name leads to: under the empty tag all targets, under each other tag the
 *     targets that carry it; one entry per revision
 */
record Traffic(List<Target> all, SortedMap<String, List<Target>> groups) {
    private static final int EVERYTHING = 100;

    /**
     * One revision and its share.
     *
     * @param target what the spec says, with the revision's name
     * @param configuration the Configuration that the revision belongs to; may be empty
     * @param protocol {@code http1} or {@code h2c}
     */
    record Target(TrafficTarget target, String configuration, String protocol) {
        String revision() {
            return target.revisionName();
        }

        int percent() {
            return target.percent();
        }

        Target withPercent(int percent) {
            return new Target(target.withPercent(percent), configuration, protocol);
        }
    }

    private record Reference(String tag, String revision, boolean latest) {}

    static Traffic of(List<Target> targets) {
        SortedMap<String, List<Target>> groups = new TreeMap<>();
        groups.put("", new ArrayList<>(targets));
        for (Target target : targets) {
            String tag = target.target().tag();
            if (!tag.isEmpty()) {
                groups.computeIfAbsent(tag, t -> new ArrayList<>()).add(target);
            }
        }
        groups.replaceAll((tag, group) -> byRevision(group));
        return new Traffic(byReference(targets), groups);
    }

    /** Equal references become one, with the sum of their shares. */
    private static List<Target> byReference(List<Target> targets) {
        Map<Reference, Target> merged = new LinkedHashMap<>();
        for (Target target : targets) {
            var reference =
                    new Reference(
                            target.target().tag(),
                            target.revision(),
                            target.target().followsLatest());
            merged.merge(reference, target, Traffic::sum);
        }
        return List.copyOf(merged.values());
    }

    /** One entry per revision. Alone, it gets everything, whatever its share of the whole is. */
    private static List<Target> byRevision(List<Target> targets) {
        Map<String, Target> merged = new LinkedHashMap<>();
        targets.forEach(target -> merged.merge(target.revision(), target, Traffic::sum));
        return merged.size() == 1
                ? List.of(merged.values().iterator().next().withPercent(EVERYTHING))
                : List.copyOf(merged.values());
    }

    private static Target sum(Target one, Target other) {
        return one.withPercent(one.percent() + other.percent());
    }
}
