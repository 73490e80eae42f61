package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Issues tokens to whoever may create them for an account.
 *
 * <p>Source: {@code kubernetes pkg/registry/core/serviceaccount/storage/token.go}, {@code
 * pkg/apis/authentication/validation}.
 */
final class TokenRequests {
    private static final String API_VERSION = "authentication.k8s.io/v1";
    private static final String KIND = "TokenRequest";
    private static final ResourceType TYPE =
            new ResourceType(
                    "authentication.k8s.io",
                    "v1",
                    KIND,
                    "tokenrequests",
                    "tokenrequest",
                    List.of(),
                    List.of(),
                    true,
                    List.of(),
                    false);

    private static final long USUAL_SECONDS = 3600;
    private static final long LEAST_SECONDS = 600;
    private static final long MOST_SECONDS = 1L << 32;

    private final Registry registry;
    private final ServiceAccountTokens tokens;
    private final InstantSource clock;

    TokenRequests(Registry registry, ServiceAccountTokens tokens, InstantSource clock) {
        this.registry = registry;
        this.tokens = tokens;
        this.clock = clock;
    }

    ApiAnswer.Full issue(Call call) {
        ObjectNode body = RequestBody.object(call.request(), KIND).tree().deepCopy();
        checkName(call.key(), body);
        KubeObject account = registry.read(call.key(), OptionalLong.empty());
        ObjectNode spec =
                body.path("spec") instanceof ObjectNode known ? known : body.putObject("spec");
        if (spec.path("audiences").isEmpty()) {
            ServiceAccountTokens.API_AUDIENCES.forEach(spec.putArray("audiences")::add);
        }
        if (!spec.hasNonNull("expirationSeconds")) {
            spec.put("expirationSeconds", USUAL_SECONDS);
        }
        long seconds = spec.path("expirationSeconds").asLong();
        checkSeconds(seconds);
        List<KubeObject> bound = bound(account, spec.path("boundObjectRef"));
        List<String> audiences =
                spec.path("audiences").valueStream().map(JsonNode::asText).toList();
        ObjectNode metadata = body.putObject("metadata").put("name", account.name());
        metadata.put("namespace", account.namespace())
                .put(
                        "creationTimestamp",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        body.put("apiVersion", API_VERSION).put("kind", KIND);
        ObjectNode status = body.putObject("status");
        if (call.options("CreateOptions").dryRun()) {
            status.put("token", "").putNull("expirationTimestamp");
        } else {
            var issued = tokens.issue(account, audiences, Duration.ofSeconds(seconds), bound);
            status.put("token", issued.token())
                    .put("expirationTimestamp", issued.expires().toString());
        }
        return Rendering.plain(201, body, call.request());
    }

    private static void checkName(ResourceKey account, ObjectNode body) {
        String name = body.at("/metadata/name").asText();
        if (!name.isEmpty() && !name.equals(account.name().name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + name
                            + ") does not match the name on the URL ("
                            + account.name().name()
                            + ")");
        }
        String namespace = body.at("/metadata/namespace").asText();
        if (!namespace.isEmpty() && !namespace.equals(account.name().namespace())) {
            throw ApiException.badRequest(
                    "the namespace of the object ("
                            + namespace
                            + ") does not match the namespace on the URL ("
                            + account.name().namespace()
                            + ")");
        }
    }

    private static void checkSeconds(long seconds) {
        List<FieldError> problems = new ArrayList<>();
        if (seconds < LEAST_SECONDS) {
            problems.add(
                    FieldError.invalid(
                            "spec.expirationSeconds",
                            String.valueOf(seconds),
                            "may not specify a duration less than 10 minutes"));
        } else if (seconds > MOST_SECONDS) {
            problems.add(
                    FieldError.invalid(
                            "spec.expirationSeconds",
                            String.valueOf(seconds),
                            "may not specify a duration larger than 2^32 seconds"));
        }
        if (!problems.isEmpty()) {
            throw ApiException.invalid(ResourceKey.of(TYPE, "", ""), problems);
        }
    }

    /** The object that the token is to end with, and the node of it if it is a pod. */
    private List<KubeObject> bound(KubeObject account, JsonNode reference) {
        if (!reference.isObject()) {
            return List.of();
        }
        String apiVersion = reference.path("apiVersion").asText();
        String kind = reference.path("kind").asText();
        String name = reference.path("name").asText();
        boolean core = apiVersion.equals("v1");
        KubeObject object =
                switch (core ? kind : "") {
                    case "Pod" -> read(Kinds.POD, account.namespace(), name);
                    case "Secret" -> read(Kinds.SECRET, account.namespace(), name);
                    case "Node" -> read(Kinds.NODE, "", name);
                    default ->
                            throw ApiException.badRequest(
                                    "cannot bind token to object of type "
                                            + (apiVersion.contains("/") ? "" : "/")
                                            + apiVersion
                                            + ", Kind="
                                            + kind);
                };
        String uid = reference.path("uid").asText();
        if (!uid.isEmpty() && !uid.equals(object.uid())) {
            throw new ApiException(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on "
                            + kind
                            + " \""
                            + name
                            + "\": the UID in the bound object reference ("
                            + uid
                            + ") does not match the UID in record. The object might have been"
                            + " deleted and then recreated",
                    new ApiException.Details(name, "", kind, "", List.of()));
        }
        if (!object.type().equals(Kinds.POD)) {
            return List.of(object);
        }
        if (!object.spec().path("serviceAccountName").asText().equals(account.name())) {
            throw ApiException.badRequest(
                    "cannot bind token for serviceaccount \""
                            + account.name()
                            + "\" to pod running with different serviceaccount name.");
        }
        String node = object.spec().path("nodeName").asText();
        return registry.get(ResourceKey.of(Kinds.NODE, "", node))
                .map(found -> List.of(object, found))
                .orElseGet(() -> List.of(object));
    }

    private KubeObject read(ResourceType type, String namespace, String name) {
        return registry.read(ResourceKey.of(type, namespace, name), OptionalLong.empty());
    }
}
