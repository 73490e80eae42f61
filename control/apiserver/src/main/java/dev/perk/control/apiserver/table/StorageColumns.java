package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.UNSET;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of volumes, claims and classes.
 *
 * <p>Source: {@code kubernetes pkg/printers/internalversion/printers.go}.
 */
final class StorageColumns {
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

    private StorageColumns() {}

    static final List<Column> PERSISTENT_VOLUME =
            List.of(
                    Cells.NAME,
                    Column.of("Capacity", Cells.textAt("/spec/capacity/storage")),
                    Column.of(
                            "Access Modes",
                            Cells.of(volume -> modes(volume.at("/spec/accessModes")))),
                    Column.of(
                            "Reclaim Policy", Cells.textAt("/spec/persistentVolumeReclaimPolicy")),
                    Column.of("Status", Cells.of(StorageColumns::phase)),
                    Column.of("Claim", Cells.of(StorageColumns::claim)),
                    Column.of("StorageClass", Cells.of(StorageColumns::storageClass)),
                    Column.of(
                            "VolumeAttributesClass",
                            Cells.textOr("/spec/volumeAttributesClassName", UNSET)),
                    Column.of("Reason", Cells.textAt("/status/reason")),
                    AGE,
                    Column.wide("VolumeMode", Cells.textOr("/spec/volumeMode", UNSET)));

    static final List<Column> PERSISTENT_VOLUME_CLAIM =
            List.of(
                    Cells.NAME,
                    Column.of("Status", Cells.of(StorageColumns::phase)),
                    Column.of("Volume", Cells.textAt("/spec/volumeName")),
                    Column.of(
                            "Capacity",
                            Cells.of(claim ->
                                    isBound(claim)
                                            ? claim.at("/status/capacity/storage").asText()
                                            : "")),
                    Column.of(
                            "Access Modes",
                            Cells.of(claim ->
                                    isBound(claim) ? modes(claim.at("/status/accessModes")) : "")),
                    Column.of("StorageClass", Cells.of(StorageColumns::storageClass)),
                    Column.of(
                            "VolumeAttributesClass",
                            Cells.textOr("/spec/volumeAttributesClassName", UNSET)),
                    AGE,
                    Column.wide("VolumeMode", Cells.textOr("/spec/volumeMode", UNSET)));

    static final List<Column> STORAGE_CLASS =
            List.of(
                    new Column(
                            "Name", "string", "name", "", 0, Cells.of(StorageColumns::className)),
                    Column.of("Provisioner", Cells.textAt("/provisioner")),
                    Column.of("ReclaimPolicy", Cells.textOr("/reclaimPolicy", "Delete")),
                    Column.of("VolumeBindingMode", Cells.textOr("/volumeBindingMode", "Immediate")),
                    new Column(
                            "AllowVolumeExpansion",
                            "string",
                            "",
                            "",
                            0,
                            (object, _) ->
                                    JsonNodeFactory.instance.booleanNode(
                                            object.tree()
                                                    .path("allowVolumeExpansion")
                                                    .asBoolean())),
                    AGE);

    private static boolean isBound(JsonNode claim) {
        return !claim.at("/spec/volumeName").asText().isEmpty();
    }

    private static String phase(JsonNode object) {
        return object.at("/metadata/deletionTimestamp").isTextual()
                ? "Terminating"
                : object.at("/status/phase").asText();
    }

    private static String claim(JsonNode volume) {
        JsonNode claim = volume.at("/spec/claimRef");
        return claim.isObject()
                ? claim.path("namespace").asText() + "/" + claim.path("name").asText()
                : "";
    }

    private static String storageClass(JsonNode object) {
        JsonNode old = object.path("metadata").path("annotations").path(OLD_CLASS);
        return old.isTextual() ? old.asText() : object.at("/spec/storageClassName").asText();
    }

    private static String modes(JsonNode modes) {
        List<String> known = Cells.texts(modes, mode -> mode);
        List<String> shown = new ArrayList<>();
        // In this order, whatever the order in the object.
        abbreviate(known, "ReadWriteOnce", "RWO", shown);
        abbreviate(known, "ReadOnlyMany", "ROX", shown);
        abbreviate(known, "ReadWriteMany", "RWX", shown);
        abbreviate(known, "ReadWriteOncePod", "RWOP", shown);
        return String.join(",", shown);
    }

    private static void abbreviate(
            List<String> modes, String mode, String abbreviation, List<String> into) {
        if (modes.contains(mode)) {
            into.add(abbreviation);
        }
    }

    private static String className(JsonNode storageClass) {
        JsonNode metadata = storageClass.path("metadata");
        boolean isDefault =
                metadata.path("annotations").path(DEFAULT_CLASS).asText().equals("true");
        return metadata.path("name").asText() + (isDefault ? " (default)" : "");
    }
}
