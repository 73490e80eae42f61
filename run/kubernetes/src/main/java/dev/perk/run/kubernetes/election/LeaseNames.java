package dev.perk.run.kubernetes.election;

import dev.perk.api.config.LeaderElectionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names of leases, as Knative's processes know them. */
final class LeaseNames {
    private static final String SUFFIX = "-controller";

    /** The packages of the controllers that Knative has, too. */
    private static final Map<String, String> KNATIVES =
            Map.of(
                    "service", "service",
                    "configuration", "configuration",
                    "revision", "revision",
                    "route", "route",
                    "labeler", "labeler",
                    "serverlessservice", "serverlessservice",
                    "hpa-class-podautoscaler", "autoscaling.hpa");

    private LeaseNames() {}

    /**
     * The leases of one controller. Source: {@code knative/pkg leaderelection/config.go}; the
     * queue's name is that of the reconciler's Go type.
     *
     * @param process where it lives, such as {@code controller}
     * @param controller its name, such as {@code route-controller}
     */
    static List<String> ofController(
            String process, String controller, LeaderElectionConfig config) {
        String kind =
                controller.endsWith(SUFFIX)
                        ? controller.substring(0, controller.length() - SUFFIX.length())
                        : controller;
        String queue =
                KNATIVES.containsKey(kind)
                        ? "knative.dev.serving.pkg.reconciler." + KNATIVES.get(kind) + ".reconciler"
                        : "perk.dev." + kind + ".reconciler";
        String usual = process + "." + queue;
        return numbered(config.leasePrefixes().getOrDefault(usual, usual), ".", config.buckets());
    }

    /** The leases that all controllers of the process {@code autoscaler} share. */
    static List<String> ofAutoscaler(LeaderElectionConfig config) {
        return numbered("autoscaler-bucket", "-", config.buckets());
    }

    private static List<String> numbered(String prefix, String separator, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(
                    String.format(Locale.ROOT, "%s%s%02d-of-%02d", prefix, separator, i, count)
                            .toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
