package dev.perk.control.controllers.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The value of {@code networking.internal.knative.dev/rollout}: which revisions share the traffic
 * that follows a Configuration. Without a rollout in progress it is the latest one alone.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/route/traffic/rollout.go}.
 */
record Rollout(List<Following> configurations) {

    /** The share of one Configuration's latest revision, under one tag. */
    record Following(String configuration, String tag, int percent, String revision) {}

    Rollout {
        configurations = List.copyOf(configurations);
    }

    static Rollout of(Traffic traffic) {
        List<Following> following = new ArrayList<>();
        traffic.groups()
                .forEach((tag, targets) ->
                        targets.stream()
                                .filter(target -> target.target().followsLatest())
                                .filter(target -> target.percent() > 0)
                                .map(target ->
                                        new Following(
                                                target.configuration(),
                                                tag,
                                                target.percent(),
                                                target.revision()))
                                .forEach(following::add));
        following.sort(
                Comparator.comparing(Following::tag).thenComparing(Following::configuration));
        return new Rollout(following);
    }

    /** As written in the annotation. */
    String json() {
        ObjectNode tree = Json.object();
        ArrayNode all = tree.putArray("configurations");
        for (Following one : configurations) {
            ObjectNode entry = all.addObject().put("configurationName", one.configuration());
            if (!one.tag().isEmpty()) {
                entry.put("tag", one.tag());
            }
            entry.put("percent", one.percent());
            entry.putArray("revisions")
                    .addObject()
                    .put("revisionName", one.revision())
                    .put("percent", one.percent());
            entry.putObject("stepParams");
        }
        return tree.toString();
    }
}
