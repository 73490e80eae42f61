package dev.perk.control.apiserver.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.registry.Identity;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes the tokens of ServiceAccounts (JWT, RFC 7519), and says whose one is.
 *
 * <p>A token ends with its time, with its account, and with the objects that it is bound to: those
 * are looked up whenever it is shown. Only that the signature is right is remembered, by the hash
 * of the token, so that it costs nothing from the second request on; and as nothing is remembered
 * of a wrong one, strangers cannot fill the memory. Used by many threads.
 *
 * <p>Source: {@code kubernetes pkg/serviceaccount}.
 */
public final class ServiceAccountTokens {
    private static final int MOST_REMEMBERED = 4096;

    /** How long an object that is going still counts, for what its last moments need. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** For whom tokens are that the API takes. */
    public static final List<String> API_AUDIENCES = List.of(TokenClaims.ISSUER);

    private final Supplier<TokenKey> key;
    private final Function<ResourceKey, Optional<KubeObject>> objects;
    private final InstantSource clock;
    private final Identity identity;
    private final Map<String, TokenClaims> verified = new ConcurrentHashMap<>();

    /**
     * @param key asked whenever it is needed; may take its time the first time
     * @param objects what is stored
     */
    public ServiceAccountTokens(
            Supplier<TokenKey> key,
            Function<ResourceKey, Optional<KubeObject>> objects,
            InstantSource clock,
            RandomGenerator random) {
        this.key = key;
        this.objects = objects;
        this.clock = clock;
        this.identity = new Identity(random);
    }

    /** A token and until when it holds. */
    public record Issued(String token, Instant expires) {}

    /**
     * A token for {@code account}.
     *
     * @param audiences for whom it is
     * @param bound the objects with which it ends: a Pod or a Secret of the account's namespace,
     *     and the Node of the Pod
     */
    public Issued issue(
            KubeObject account, List<String> audiences, Duration lifetime, List<KubeObject> bound) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<ResourceType, TokenClaims.Bound> objectsOfIt = new LinkedHashMap<>();
        bound.forEach(object -> objectsOfIt.put(object.type(), TokenClaims.Bound.to(object)));
        var claims =
                new TokenClaims(
                        identity.uid(),
                        audiences,
                        now,
                        Optional.of(now.plus(lifetime)),
                        account.namespacedName(),
                        account.uid(),
                        objectsOfIt);
        return new Issued(signed(claims), now.plus(lifetime));
    }

    /** A token that holds as long as {@code secret} keeps it. */
    public String issueFor(KubeObject account, KubeObject secret) {
        return signed(
                new TokenClaims(
                        "",
                        List.of(),
                        Instant.EPOCH,
                        Optional.empty(),
                        account.namespacedName(),
                        account.uid(),
                        Map.of(Kinds.SECRET, TokenClaims.Bound.to(secret))));
    }

    private String signed(TokenClaims claims) {
        TokenKey signer = key.get();
        ObjectNode header = Json.object().put("alg", TokenKey.ALGORITHM).put("kid", signer.id());
        String content = encoded(Json.write(header)) + "." + encoded(Json.write(claims.tree()));
        return content + "." + encoded(signer.sign(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** What is to be thought of a token. */
    public sealed interface Verdict {
        /**
         * @param audiences those of the ones asked for that the token is for
         */
        record Valid(User user, List<String> audiences) implements Verdict {}

        record Invalid(String why) implements Verdict {}
    }

    /**
     * @param audiences for one of whom it must be
     */
    public Verdict verify(String token, List<String> audiences) {
        Optional<TokenClaims> read = claims(token);
        if (read.isEmpty()) {
            return new Verdict.Invalid("it is not a token of this API");
        }
        TokenClaims claims = read.get();
        List<String> meant = claims.expires().isPresent() ? claims.audiences() : API_AUDIENCES;
        List<String> shared = audiences.stream().filter(meant::contains).toList();
        if (shared.isEmpty()) {
            return new Verdict.Invalid(
                    "token audiences "
                            + meant
                            + " is invalid for the target audiences "
                            + audiences);
        }
        return problem(claims, token)
                .<Verdict>map(Verdict.Invalid::new)
                .orElseGet(() -> new Verdict.Valid(claims.user(), shared));
    }

    private Optional<TokenClaims> claims(String token) {
        String hash = hash(token);
        TokenClaims known = verified.get(hash);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<TokenClaims> claims = signedClaims(token);
        claims.ifPresent(fresh -> remember(hash, fresh));
        return claims;
    }

    private void remember(String hash, TokenClaims claims) {
        if (verified.size() >= MOST_REMEMBERED) {
            // Rare, and it only costs that they are checked again.
            verified.clear();
        }
        verified.put(hash, claims);
    }

    private Optional<TokenClaims> signedClaims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode header = Json.read(Base64.getUrlDecoder().decode(parts[0]));
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            byte[] content = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            TokenKey signer = key.get();
            boolean ours =
                    header.path("alg").asText().equals(TokenKey.ALGORITHM)
                            && header.path("kid").asText().equals(signer.id())
                            && signer.hasSigned(content, signature);
            return ours
                    ? TokenClaims.read(Json.read(Base64.getUrlDecoder().decode(parts[1])))
                    : Optional.empty();
        } catch (RuntimeException e) {
            // Anybody can send anything: it is no token.
            return Optional.empty();
        }
    }

    private static String hash(String token) {
        try {
            return encoded(
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Optional<String> problem(TokenClaims claims, String token) {
        Instant now = clock.instant();
        if (claims.expires().filter(end -> !now.isBefore(end)).isPresent()) {
            return Optional.of("token has expired");
        }
        if (claims.issued().isAfter(now.plus(LEEWAY))) {
            return Optional.of("token is not valid yet");
        }
        ResourceKey account = new ResourceKey(Kinds.SERVICE_ACCOUNT, claims.account());
        if (!isThere(account, claims.accountUid(), now)) {
            return Optional.of("service account token has been invalidated");
        }
        if (claims.expires().isEmpty()) {
            return isKept(claims, token)
                    ? Optional.empty()
                    : Optional.of("token has been invalidated");
        }
        for (var bound : claims.bound().entrySet()) {
            ResourceType type = bound.getKey();
            // The node of a pod is told, and its end is that of the pod.
            boolean told = type.equals(Kinds.NODE) && claims.bound().containsKey(Kinds.POD);
            String namespace = type.namespaced() ? claims.account().namespace() : "";
            ResourceKey object = ResourceKey.of(type, namespace, bound.getValue().name());
            if (!told && !isThere(object, bound.getValue().uid(), now)) {
                return Optional.of("service account token has been invalidated");
            }
        }
        return Optional.empty();
    }

    private boolean isThere(ResourceKey object, String uid, Instant now) {
        return objects.apply(object)
                .filter(found -> found.uid().equals(uid))
                .filter(found ->
                        found.deleted().filter(end -> end.plus(LEEWAY).isBefore(now)).isEmpty())
                .isPresent();
    }

    private boolean isKept(TokenClaims claims, String token) {
        TokenClaims.Bound secret = claims.bound().get(Kinds.SECRET);
        if (secret == null) {
            return false;
        }
        String encoded = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        return objects.apply(
                        ResourceKey.of(Kinds.SECRET, claims.account().namespace(), secret.name()))
                .filter(found -> !found.isDeleting())
                .filter(found -> found.tree().at("/data/token").asText().equals(encoded))
                .isPresent();
    }

    /**
     * Where the keys are, as OpenID Connect Discovery has it.
     *
     * @param host under which the client knows this API
     */
    public static ObjectNode openIdConfiguration(String host) {
        ObjectNode document =
                Json.object()
                        .put("issuer", TokenClaims.ISSUER)
                        .put("jwks_uri", "https://" + host + "/openid/v1/jwks");
        document.putArray("response_types_supported").add("id_token");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add(TokenKey.ALGORITHM);
        return document;
    }

    /** The keys that verify these tokens (RFC 7517). */
    public ObjectNode webKeys() {
        ObjectNode keys = Json.object();
        keys.putArray("keys").add(key.get().webKey());
        return keys;
    }
}
