package dev.perk.control.apiserver.rest;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request for objects of one kind.
 *
 * @param warnings what the client should hear besides the answer
 */
record Call(ApiRequest request, ResourceType type, Target target, List<String> warnings) {
    private static final int MAX_FIELD_MANAGER = 128;
    private static final String NOBODY = "unknown";

    ResourceKey key() {
        return target.key(type);
    }

    /**
     * How a write is meant.
     *
     * @param optionsKind the options that the parameters make, such as {@code CreateOptions}
     * @throws ApiException 422 Invalid
     */
    WriteOptions options(String optionsKind) {
        return options(optionsKind, request.query("dryRun"));
    }

    WriteOptions options(String optionsKind, String dryRun) {
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            throw ApiException.invalidOptions(
                    optionsKind,
                    List.of(
                            FieldError.unsupported(
                                    "dryRun", "[]string{\"" + dryRun + "\"}", "\"All\"")));
        }
        String manager = request.query("fieldManager");
        if (manager.getBytes(StandardCharsets.UTF_8).length > MAX_FIELD_MANAGER) {
            throw ApiException.invalidOptions(
                    optionsKind, List.of(FieldError.tooLong("fieldManager", MAX_FIELD_MANAGER)));
        }
        return new WriteOptions(
                request.user(),
                !dryRun.isEmpty(),
                manager.isEmpty() ? product(request.userAgent()) : manager,
                warnings::add);
    }

    BodyCheck bodyCheck(Definitions definitions, String optionsKind) {
        return new BodyCheck(
                definitions,
                FieldValidation.parse(request.query("fieldValidation"), optionsKind),
                warnings::add);
    }

    /** The first word of a User-Agent: who manages fields if nobody says. */
    private static String product(String userAgent) {
        int slash = userAgent.indexOf('/');
        String product = slash < 0 ? userAgent : userAgent.substring(0, slash);
        return product.isEmpty()
                ? NOBODY
                : product.substring(0, Math.min(product.length(), MAX_FIELD_MANAGER));
    }
}
