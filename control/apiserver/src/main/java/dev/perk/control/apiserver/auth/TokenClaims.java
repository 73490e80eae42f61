package dev.perk.control.apiserver.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a token says of its holder.
 *
 * <p>Source: {@code kubernetes pkg/serviceaccount/claims.go}, {@code legacy.go}.
 *
 * @param id of the token; empty for one that a Secret keeps
 * @param audiences for whom it is; empty for one that a Secret keeps, which is for the API
 * @param issued from when it holds
 * @param expires until when it holds; absent for one that a Secret keeps
 * @param bound the objects with which it ends, by kind: a Pod, a Secret, a Node
 */
record TokenClaims(
        String id,
        List<String> audiences,
        Instant issued,
        Optional<Instant> expires,
        NamespacedName account,
        String accountUid,
        Map<ResourceType, Bound> bound) {
    /** Whose word it is, and for whom tokens are that say nothing else: this API. */
    static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private static final String KEPT_ISSUER = "kubernetes/serviceaccount";
    private static final String KEPT = "kubernetes.io/serviceaccount/";
    private static final List<ResourceType> BINDABLE = List.of(Kinds.POD, Kinds.SECRET, Kinds.NODE);

    /** An object that was there when the token was made. */
    record Bound(String name, String uid) {
        static Bound to(KubeObject object) {
            return new Bound(object.name(), object.uid());
        }
    }

    TokenClaims {
        audiences = List.copyOf(audiences);
        bound = Map.copyOf(bound);
    }

    ObjectNode tree() {
        return expires.isPresent() ? requested(expires.get()) : kept();
    }

    private ObjectNode requested(Instant end) {
        ObjectNode claims = Json.object();
        audiences.forEach(claims.putArray("aud")::add);
        claims.put("exp", end.getEpochSecond())
                .put("iat", issued.getEpochSecond())
                .put("iss", ISSUER)
                .put("jti", id);
        ObjectNode kubernetes = claims.putObject("kubernetes.io");
        kubernetes.put("namespace", account.namespace());
        for (ResourceType type : BINDABLE) {
            Bound object = bound.get(type);
            if (object != null) {
                kubernetes
                        .putObject(type.singular())
                        .put("name", object.name())
                        .put("uid", object.uid());
            }
        }
        kubernetes
                .putObject(Kinds.SERVICE_ACCOUNT.singular())
                .put("name", account.name())
                .put("uid", accountUid);
        return claims.put("nbf", issued.getEpochSecond()).put("sub", userName());
    }

    private ObjectNode kept() {
        Bound secret = bound.getOrDefault(Kinds.SECRET, new Bound("", ""));
        return Json.object()
                .put("iss", KEPT_ISSUER)
                .put(KEPT + "namespace", account.namespace())
                .put(KEPT + "secret.name", secret.name())
                .put(KEPT + "service-account.name", account.name())
                .put(KEPT + "service-account.uid", accountUid)
                .put("sub", userName());
    }

    String userName() {
        return ServiceAccounts.userName(account.namespace(), account.name());
    }

    /** Empty if the claims are nobody's that we know. */
    static Optional<TokenClaims> read(JsonNode claims) {
        return switch (claims.path("iss").asText()) {
            case ISSUER -> Optional.of(readRequested(claims));
            case KEPT_ISSUER -> Optional.of(readKept(claims));
            default -> Optional.empty();
        };
    }

    private static TokenClaims readRequested(JsonNode claims) {
        JsonNode kubernetes = claims.path("kubernetes.io");
        JsonNode account = kubernetes.path(Kinds.SERVICE_ACCOUNT.singular());
        List<String> audiences = new ArrayList<>();
        claims.path("aud").forEach(audience -> audiences.add(audience.asText()));
        Map<ResourceType, Bound> bound = new LinkedHashMap<>();
        for (ResourceType type : BINDABLE) {
            JsonNode object = kubernetes.path(type.singular());
            if (object.isObject()) {
                bound.put(
                        type, new Bound(object.path("name").asText(), object.path("uid").asText()));
            }
        }
        return new TokenClaims(
                claims.path("jti").asText(),
                audiences,
                Instant.ofEpochSecond(claims.path("nbf").asLong()),
                Optional.of(Instant.ofEpochSecond(claims.path("exp").asLong())),
                new NamespacedName(
                        kubernetes.path("namespace").asText(), account.path("name").asText()),
                account.path("uid").asText(),
                bound);
    }

    private static TokenClaims readKept(JsonNode claims) {
        return new TokenClaims(
                "",
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                new NamespacedName(
                        claims.path(KEPT + "namespace").asText(),
                        claims.path(KEPT + "service-account.name").asText()),
                claims.path(KEPT + "service-account.uid").asText(),
                Map.of(Kinds.SECRET, new Bound(claims.path(KEPT + "secret.name").asText(), "")));
    }

    /** Whoever shows the token. */
    User user() {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + id));
        }
        for (ResourceType type : List.of(Kinds.NODE, Kinds.POD)) {
            Bound object = bound.get(type);
            if (object != null) {
                String prefix = "authentication.kubernetes.io/" + type.singular();
                extra.put(prefix + "-name", List.of(object.name()));
                extra.put(prefix + "-uid", List.of(object.uid()));
            }
        }
        List<String> groups = new ArrayList<>(ServiceAccounts.groups(account.namespace()));
        groups.add(User.AUTHENTICATED);
        return new User(userName(), accountUid, groups, extra);
    }
}
