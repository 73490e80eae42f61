package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.FieldError;
import java.util.List;

/** What a client believes about an object that it writes, and what it hears if that is not so. */
final class Preconditions {
    private Preconditions() {}

    /**
     * @param wanted the object as the client sends it; a resourceVersion or uid in it must be the
     *     stored one
     * @return whether the client has named the version that it replaces
     */
    static boolean check(KubeObject old, ObjectNode wanted) {
        ResourceKey key = old.key();
        JsonNode metadata = wanted.path("metadata");
        String uid = metadata.path("uid").asText();
        if (!uid.isEmpty() && !uid.equals(old.uid())) {
            throw ApiException.conflict(
                    key,
                    "StorageError: invalid object, Code: 4, Key: "
                            + registryKey(key)
                            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID"
                            + " in precondition: "
                            + uid
                            + ", UID in object meta: "
                            + old.uid());
        }
        String version = metadata.path("resourceVersion").asText();
        if (version.isEmpty() || version.equals("0")) {
            return false;
        }
        if (!version.equals(Long.toString(old.revision()))) {
            throw ApiException.conflict(key);
        }
        return true;
    }

    /** A custom object can only be replaced by who says which version of it. */
    static ApiException versionRequired(ResourceKey key) {
        FieldError error =
                FieldError.invalid(
                        "metadata.resourceVersion", "0x0", "must be specified for an update");
        ResourceType type = key.type();
        String name = key.name().name();
        return new ApiException(
                422,
                "Invalid",
                type.qualifiedPlural() + " \"" + name + "\" is invalid: " + error,
                new ApiException.Details(
                        name,
                        type.group(),
                        type.plural(),
                        "",
                        List.of(
                                new ApiException.Cause(
                                        error.reason(), error.message(), error.field()))));
    }

    static void check(KubeObject old, Deletion deletion) {
        deletion.uid()
                .filter(uid -> !uid.equals(old.uid()))
                .ifPresent(uid -> {
                    throw deletionConflict(
                            old,
                            "the UID in the precondition ("
                                    + uid
                                    + ") does not match the UID in record ("
                                    + old.uid()
                                    + "). The object might have been deleted and then recreated");
                });
        if (deletion.revision().isPresent() && deletion.revision().getAsLong() != old.revision()) {
            throw deletionConflict(
                    old,
                    "the ResourceVersion in the precondition ("
                            + deletion.revision().getAsLong()
                            + ") does not match the ResourceVersion in record ("
                            + old.revision()
                            + "). The object might have been modified");
        }
    }

    /** Here upstream says the kind where it says the plural everywhere else. */
    private static ApiException deletionConflict(KubeObject old, String why) {
        ResourceType type = old.type();
        return new ApiException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on "
                        + type.qualifiedKind()
                        + " \""
                        + old.name()
                        + "\": "
                        + why,
                new ApiException.Details(old.name(), type.group(), type.kind(), "", List.of()));
    }

    private static String registryKey(ResourceKey key) {
        ResourceType type = key.type();
        String group = type.custom() ? type.group() + "/" : "";
        return "/registry/" + group + type.plural() + "/" + key.name();
    }
}
