package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The labels by which a Job knows its pods: made of its uid, so that no other Job's pods have them.
 *
 * <p>Source: {@code kubernetes pkg/registry/batch/job/strategy.go}, {@code generateSelector}.
 */
final class JobIdentity {
    private static final String UID = "controller-uid";
    private static final String NAME = "job-name";
    private static final String PREFIX = "batch.kubernetes.io/";

    private JobIdentity() {}

    /** Writes selector and labels into a Job that has its uid, unless its user makes them. */
    static void complete(ObjectNode job) {
        boolean isComplete = job.at("/spec/selector").isObject();
        if (isComplete || job.at("/spec/manualSelector").asBoolean()) {
            return;
        }
        String uid = job.at("/metadata/uid").asText();
        String name = job.at("/metadata/name").asText();
        job.withObject("/spec/template/metadata/labels")
                .put(PREFIX + UID, uid)
                .put(PREFIX + NAME, name)
                .put(UID, uid)
                .put(NAME, name);
        job.withObject("/spec/selector/matchLabels").put(PREFIX + UID, uid);
    }
}
