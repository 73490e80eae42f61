package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.structural.StructuralSchema;
import dev.perk.control.apiserver.table.PrinterColumn;
import java.util.List;
import java.util.Optional;

/**
 * One version of a custom kind.
 *
 * @param type the kind in this version
 * @param served whether clients may use it
 * @param stored whether objects are stored in it; exactly one version is
 * @param deprecation what clients are told who use it, if it is deprecated
 * @param columns what {@code kubectl get} prints; empty means the age
 * @param scale where the replicas are, if the kind can be scaled
 * @param selectable the paths of further fields that selectors may name, such as {@code
 *     .spec.color}
 * @param schema the {@code openAPIV3Schema}; a missing node if there is none
 * @param structure the same, read
 */
public record DefinedVersion(
        ResourceType type,
        boolean served,
        boolean stored,
        Optional<String> deprecation,
        List<PrinterColumn> columns,
        Optional<ScalePaths> scale,
        List<String> selectable,
        JsonNode schema,
        Lazy<StructuralSchema> structure) {

    /**
     * Where a custom kind keeps what a Scale shows.
     *
     * @param selector empty if the kind has none
     */
    public record ScalePaths(String specReplicas, String statusReplicas, String selector) {}

    public DefinedVersion {
        columns = List.copyOf(columns);
        selectable = List.copyOf(selectable);
    }
}
