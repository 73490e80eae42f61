package dev.perk.control.apiserver.builtin;

import static dev.perk.control.apiserver.builtin.BuiltInDefaults.numeric;
import static dev.perk.control.apiserver.builtin.BuiltInDefaults.textual;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;

/** Jobs and CronJobs. Source: {@code kubernetes pkg/apis/batch/v1/defaults.go}. */
final class BatchDefaults {
    private BatchDefaults() {}

    static void job(ObjectNode job) {
        Trees.edit(
                job,
                "spec",
                spec -> {
                    if (Trees.isAbsent(spec, "completions")
                            && Trees.isAbsent(spec, "parallelism")) {
                        spec.put("completions", 1);
                    }
                    numeric(spec, "parallelism", 1);
                    numeric(
                            spec,
                            "backoffLimit",
                            Trees.isAbsent(spec, "backoffLimitPerIndex") ? 6 : Integer.MAX_VALUE);
                    textual(spec, "completionMode", "NonIndexed");
                    flag(spec, "suspend");
                    flag(spec, "manualSelector");
                    textual(
                            spec,
                            "podReplacementPolicy",
                            Trees.isAbsent(spec, "podFailurePolicy")
                                    ? "TerminatingOrFailed"
                                    : "Failed");
                    WorkloadDefaults.template(spec);
                    if (spec.at("/template/metadata/labels") instanceof ObjectNode labels) {
                        Trees.edit(
                                job,
                                "metadata",
                                metadata -> {
                                    if (metadata.path("labels").isEmpty()) {
                                        metadata.set("labels", labels.deepCopy());
                                    }
                                });
                    }
                });
    }

    static void cronJob(ObjectNode cronJob) {
        Trees.edit(
                cronJob,
                "spec",
                spec -> {
                    textual(spec, "concurrencyPolicy", "Allow");
                    flag(spec, "suspend");
                    numeric(spec, "successfulJobsHistoryLimit", 3);
                    numeric(spec, "failedJobsHistoryLimit", 1);
                    Trees.edit(
                            spec,
                            "jobTemplate",
                            template -> Trees.edit(template, "spec", WorkloadDefaults::template));
                });
    }

    private static void flag(ObjectNode object, String field) {
        if (Trees.isAbsent(object, field)) {
            object.put(field, false);
        }
    }
}
