package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.rbac.Attributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request asks permission for.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/request/requestinfo.go}.
 */
final class RequestAttributes {
    private static final Set<String> OF_COLLECTIONS = Set.of("list", "watch", "deletecollection");
    private static final Pattern ONE_NAME =
            Pattern.compile("(?:^|,)metadata\\.name==?([^,=!]+)(?:,|$)");

    private RequestAttributes() {}

    static Attributes of(ApiRequest request) {
        List<String> segments = request.segments();
        String first = segments.isEmpty() ? "" : segments.getFirst();
        boolean resource =
                (first.equals("api") && segments.size() > 2)
                        || (first.equals("apis") && segments.size() > 3);
        if (!resource) {
            return new Attributes.NonResource(
                    request.method().toLowerCase(Locale.ROOT), request.path());
        }
        Target target = Target.parse(segments);
        String verb = verb(request, target);
        boolean isNamespace = target.plural().equals("namespaces") && target.namespace().isEmpty();
        return new Attributes.Resource(
                verb,
                first.equals("api") ? "" : segments.get(1),
                target.plural(),
                target.subresource(),
                // Whoever has a role in a namespace can have it for the namespace itself.
                isNamespace ? target.name() : target.namespace(),
                OF_COLLECTIONS.contains(verb) && target.isCollection()
                        ? selectedName(request)
                        : target.name());
    }

    private static String verb(ApiRequest request, Target target) {
        return switch (request.method()) {
            case "GET", "HEAD" -> {
                if (target.oldWatch()) {
                    yield "watch";
                }
                if (!target.isCollection()) {
                    yield "get";
                }
                yield request.isSet("watch") ? "watch" : "list";
            }
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> target.isCollection() ? "deletecollection" : "delete";
            default -> request.method().toLowerCase(Locale.ROOT);
        };
    }

    /** A list of one object by its name is allowed to whoever may list that one. */
    private static String selectedName(ApiRequest request) {
        Matcher name = ONE_NAME.matcher(request.query("fieldSelector"));
        return name.find() ? name.group(1) : "";
    }
}
