package dev.perk.control.apiserver.builtin;

import static dev.perk.control.apiserver.builtin.BuiltInDefaults.textual;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;

/**
 * Volumes, claims and their classes. Source: {@code kubernetes pkg/apis/core/v1/defaults.go},
 * {@code pkg/apis/storage/v1/defaults.go}.
 */
final class StorageDefaults {
    private StorageDefaults() {}

    static void volume(ObjectNode volume) {
        Trees.edit(
                volume,
                "spec",
                spec -> {
                    textual(spec, "persistentVolumeReclaimPolicy", "Retain");
                    textual(spec, "volumeMode", "Filesystem");
                    Trees.editIfPresent(
                            spec,
                            "hostPath",
                            path -> {
                                if (Trees.isAbsent(path, "type")) {
                                    path.put("type", "");
                                }
                            });
                });
    }

    static void claim(ObjectNode claim) {
        Trees.edit(claim, "spec", spec -> textual(spec, "volumeMode", "Filesystem"));
    }

    static void storageClass(ObjectNode storageClass) {
        textual(storageClass, "reclaimPolicy", "Delete");
        textual(storageClass, "volumeBindingMode", "Immediate");
    }
}
