package dev.perk.control.apiserver.managedfields;

import dev.perk.kube.fields.FieldSet;
import dev.perk.kube.fields.PathElement;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Fields that an applied configuration would change although they are somebody else's.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/managedfields/internal/conflict.go}.
 */
record ApplyConflict(SortedMap<Owner, FieldSet> fields) {

    static ApplyConflict of(Map<Owner, FieldSet> fields) {
        SortedMap<Owner, FieldSet> sorted = new TreeMap<>(Owner.ORDER);
        fields.forEach((manager, set) -> {
            if (!set.isEmpty()) {
                sorted.put(manager, set);
            }
        });
        return new ApplyConflict(sorted);
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    ApplyConflict each(UnaryOperator<FieldSet> change) {
        SortedMap<Owner, FieldSet> changed = new TreeMap<>(fields);
        changed.replaceAll((manager, set) -> change.apply(set));
        return of(changed);
    }

    /** 409 Conflict, with a cause for each field. */
    ApiException refusal() {
        List<ApiException.Cause> causes = new ArrayList<>();
        List<String> blocks = new ArrayList<>();
        fields.forEach((manager, set) -> {
            blocks.add("conflicts with " + manager.shown() + ":");
            for (List<PathElement> path : set.paths()) {
                String text =
                        path.stream().map(PathElement::toString).collect(Collectors.joining());
                blocks.add("- " + text);
                causes.add(
                        new ApiException.Cause(
                                "FieldManagerConflict", "conflict with " + manager.shown(), text));
            }
        });
        String message =
                causes.size() == 1
                        ? "Apply failed with 1 conflict: "
                                + causes.getFirst().message()
                                + ": "
                                + causes.getFirst().field()
                        : "Apply failed with "
                                + causes.size()
                                + " conflicts: "
                                + String.join("\n", blocks);
        return new ApiException(
                409, "Conflict", message, new ApiException.Details("", "", "", "", causes));
    }
}
