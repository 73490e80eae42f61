package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.registry.ListQuery;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.OptionalLong;

/** Answers GET for objects, lists and the parts of objects. */
final class Reading {
    private final Registry registry;
    private final Rendering rendering;

    Reading(Registry registry, Rendering rendering) {
        this.registry = registry;
        this.rendering = rendering;
    }

    ApiAnswer.Full list(Call call) {
        ListQuery query =
                ListQuery.parse(
                        call.type(),
                        registry.definitions().selectable(call.type()),
                        call.request().singleQuery());
        return rendering.list(
                call.type(),
                registry.list(call.type(), call.target().namespace(), query),
                call.request());
    }

    ApiAnswer.Full object(Call call) {
        KubeObject object = registry.read(call.key(), notOlderThan(call.request()));
        return rendering.object(200, object, call.request());
    }

    ApiAnswer.Full scale(Call call) {
        KubeObject workload = registry.read(call.key(), OptionalLong.empty());
        return rendering.scale(workload, registry.scale(workload), call.request());
    }

    private static OptionalLong notOlderThan(ApiRequest request) {
        String revision = request.query("resourceVersion");
        if (revision.isEmpty() || revision.equals("0")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(revision));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "resourceVersion: Invalid value: \"" + revision + "\": invalid syntax");
        }
    }
}
