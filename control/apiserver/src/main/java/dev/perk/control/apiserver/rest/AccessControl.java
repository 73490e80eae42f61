package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.rbac.Attributes;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.Authorizer.Decision;
import dev.perk.kube.store.ApiException;
import java.util.List;

/**
 * Lets a request in, or refuses it, before anything is looked at that it asks for: so that a
 * refusal is the same whether that exists or not.
 */
final class AccessControl {
    private final Authorizer authorizer;

    AccessControl(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * The request in the name of the user whose permissions it uses.
     *
     * @throws ApiException 401 Unauthorized, to those who have not said who they are; 403 Forbidden
     */
    ApiRequest admit(ApiRequest request) {
        ApiRequest asked =
                switch (request.caller()) {
                    case Caller.Rejected _ -> throw unauthorized();
                    case Caller.Anonymous _ -> request;
                    case Caller.Known(User user) -> impersonated(request, user);
                };
        Attributes attributes = RequestAttributes.of(asked);
        Decision decision = authorizer.authorize(asked.user(), attributes);
        if (!decision.allowed()) {
            throw request.caller() instanceof Caller.Anonymous
                    ? unauthorized()
                    : forbidden(asked.user(), attributes, decision.reason());
        }
        return asked;
    }

    private ApiRequest impersonated(ApiRequest request, User user) {
        return Impersonation.wanted(request)
                .map(wanted -> {
                    for (Attributes one : wanted.permissions()) {
                        check(user, one);
                    }
                    return request.as(wanted.user());
                })
                .orElse(request);
    }

    /**
     * @throws ApiException 403 Forbidden
     */
    void check(User user, Attributes attributes) {
        Decision decision = authorizer.authorize(user, attributes);
        if (!decision.allowed()) {
            throw forbidden(user, attributes, decision.reason());
        }
    }

    /**
     * A PATCH that would create its object needs the permission for that, too.
     *
     * @param patch admitted, with the PATCH as what it is
     * @throws ApiException 403 Forbidden
     */
    void checkCreates(ApiRequest patch) {
        if (RequestAttributes.of(patch) instanceof Attributes.Resource asked) {
            check(patch.user(), asked.as("create"));
        }
    }

    private static ApiException unauthorized() {
        return new ApiException(401, "Unauthorized", "Unauthorized", ApiException.Details.NONE);
    }

    /** Source: {@code responsewriters.ForbiddenStatusError}, {@code errors.NewForbidden}. */
    private static ApiException forbidden(User user, Attributes attributes, String reason) {
        String text = escaped(attributes.describe(user.name()));
        String why = "forbidden: " + text + (reason.isEmpty() ? "" : ": " + reason);
        return switch (attributes) {
            case Attributes.NonResource _ ->
                    new ApiException(403, "Forbidden", why, ApiException.Details.NONE);
            case Attributes.Resource asked -> {
                String kind =
                        asked.group().isEmpty()
                                ? asked.resource()
                                : asked.resource() + "." + asked.group();
                String name = asked.name().isEmpty() ? "" : " \"" + asked.name() + "\"";
                yield new ApiException(
                        403,
                        "Forbidden",
                        kind + name + " is " + why,
                        new ApiException.Details(
                                asked.name(), asked.group(), asked.resource(), "", List.of()));
            }
        };
    }

    /** So that nothing in a name is markup to whoever shows the refusal. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
