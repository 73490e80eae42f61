package dev.perk.control.apiserver.rest;

import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.ApiException.Details;

/** What requests are refused with before an object is looked at. */
final class Refusals {
    private Refusals() {}

    /** A resource or a part of one that is not served, in a group that is. */
    static ApiException noSuchResource() {
        return new ApiException(
                404, "NotFound", "the server could not find the requested resource", Details.NONE);
    }

    static ApiException methodNotAllowed() {
        return new ApiException(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Details.NONE);
    }

    static ApiException unsupportedMediaType(String accepted) {
        return new ApiException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + accepted,
                Details.NONE);
    }

    static ApiException notAcceptable() {
        return new ApiException(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf",
                Details.NONE);
    }

    /**
     * Something of Kubernetes that Perk does not do yet.
     *
     * @param what such as {@code exec into pods}
     */
    static ApiException notBuilt(String what) {
        return new ApiException(
                501, "NotImplemented", what + " is not built into Perk yet", Details.NONE);
    }
}
