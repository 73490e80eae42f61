package dev.perk.control.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.ServiceAccountTokens.Verdict;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Clause: kubernetes-api 2.11; upstream {@code pkg/serviceaccount/jwt_test.go}, {@code
 * claims_test.go}, {@code test/integration/auth/svcaccttoken_test.go}.
 */
class ServiceAccountTokensTest {
    private static final List<String> API = ServiceAccountTokens.API_AUDIENCES;

    private final FakeClock clock = new FakeClock();
    private final Map<ResourceKey, KubeObject> stored = new HashMap<>();
    private final ServiceAccountTokens tokens =
            new ServiceAccountTokens(
                    TestKeys::tokenKey,
                    key -> Optional.ofNullable(stored.get(key)),
                    clock,
                    new Random(1));
    private final KubeObject account = store(Kinds.SERVICE_ACCOUNT, "robot", "account-uid");

    private KubeObject store(ResourceType type, String name, String uid) {
        ObjectNode object = Json.object();
        ObjectNode metadata = object.putObject("metadata").put("name", name).put("uid", uid);
        if (type.namespaced()) {
            metadata.put("namespace", "default");
        }
        KubeObject made = KubeObject.of(type, object);
        stored.put(made.key(), made);
        return made;
    }

    private String issue(KubeObject... bound) {
        return tokens.issue(account, API, Duration.ofHours(1), List.of(bound)).token();
    }

    private static JsonNode part(String token, int index) {
        return Json.read(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
    }

    private String why(String token) {
        return tokens.verify(token, API) instanceof Verdict.Invalid(String why) ? why : "";
    }

    @Test
    void saysWhoseItIsAndUntilWhen() {
        JsonNode claims = part(issue(), 1);

        assertThat(part(issue(), 0).path("alg").asText()).isEqualTo("RS256");
        assertThat(claims.at("/aud/0").asText())
                .isEqualTo("https://kubernetes.default.svc.cluster.local");
        assertThat(claims.path("iss").asText()).isEqualTo(claims.at("/aud/0").asText());
        assertThat(claims.path("sub").asText()).isEqualTo("system:serviceaccount:default:robot");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
        assertThat(claims.path("nbf").asLong()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(claims.at("/kubernetes.io/namespace").asText()).isEqualTo("default");
        assertThat(claims.at("/kubernetes.io/serviceaccount/uid").asText())
                .isEqualTo("account-uid");
        assertThat(claims.path("jti").asText()).hasSize(36);
    }

    @Test
    void makesItsHolderTheAccount() {
        KubeObject pod = store(Kinds.POD, "p", "pod-uid");
        KubeObject node = store(Kinds.NODE, "n", "node-uid");
        String token = issue(pod, node);

        assertThat(tokens.verify(token, API))
                .isInstanceOfSatisfying(
                        Verdict.Valid.class,
                        valid -> {
                            User user = valid.user();
                            assertThat(user.name())
                                    .isEqualTo("system:serviceaccount:default:robot");
                            assertThat(user.uid()).isEqualTo("account-uid");
                            assertThat(user.groups())
                                    .containsExactly(
                                            "system:serviceaccounts",
                                            "system:serviceaccounts:default",
                                            "system:authenticated");
                            assertThat(user.extra())
                                    .containsEntry(
                                            "authentication.kubernetes.io/pod-name", List.of("p"))
                                    .containsEntry(
                                            "authentication.kubernetes.io/node-uid",
                                            List.of("node-uid"))
                                    .containsEntry(
                                            "authentication.kubernetes.io/credential-id",
                                            List.of("JTI=" + part(token, 1).path("jti").asText()));
                        });
    }

    @Test
    void endsWithItsTime() {
        String token = issue();
        clock.advance("3599s");
        assertThat(why(token)).isEmpty();
        clock.advance("1s");
        assertThat(why(token)).isEqualTo("token has expired");
    }

    @Test
    void endsWithItsAccount() {
        String token = issue();
        assertThat(why(token)).isEmpty();
        stored.remove(account.key());
        assertThat(why(token)).isEqualTo("service account token has been invalidated");
        store(Kinds.SERVICE_ACCOUNT, "robot", "another-uid");
        assertThat(why(token))
                .as("another account of the same name")
                .isEqualTo("service account token has been invalidated");
    }

    @Test
    void endsWithItsPodAMinuteAfterTheDeletionOfThat() {
        KubeObject pod = store(Kinds.POD, "p", "pod-uid");
        String token = issue(pod);
        stored.put(
                pod.key(),
                pod.with(tree ->
                        tree.withObject("/metadata")
                                .put("deletionTimestamp", clock.instant().toString())));

        clock.advance("60s");
        assertThat(why(token)).as("its last moments may need it").isEmpty();
        clock.advance("1s");
        assertThat(why(token)).isEqualTo("service account token has been invalidated");
        stored.remove(pod.key());
        assertThat(why(token)).isEqualTo("service account token has been invalidated");
    }

    @Test
    void isForItsAudiencesOnly() {
        String token =
                tokens.issue(account, List.of("vault", "x"), Duration.ofHours(1), List.of())
                        .token();

        assertThat(why(token)).contains("is invalid for the target audiences");
        assertThat(tokens.verify(token, List.of("y", "vault")))
                .isInstanceOfSatisfying(
                        Verdict.Valid.class,
                        valid -> assertThat(valid.audiences()).containsExactly("vault"));
    }

    @Test
    void takesNothingThatWasNotSignedHere() {
        String token = issue();
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = encoded(claims.replace("robot", "boss!"));
        ServiceAccountTokens stranger =
                new ServiceAccountTokens(
                        TestKeys::make, key -> Optional.of(account), clock, new Random(1));

        assertThat(why(parts[0] + "." + forged + "." + parts[2])).isNotEmpty();
        assertThat(why(encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".")).isNotEmpty();
        assertThat(why(encoded("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]))
                .isNotEmpty();
        assertThat(why(stranger.issue(account, API, Duration.ofHours(1), List.of()).token()))
                .isNotEmpty();
        for (String nonsense : List.of("", ".", "..", "a.b.c", "x", token + "x", "e30.e30.e30")) {
            assertThat(why(nonsense)).as(nonsense).isNotEmpty();
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenInASecretHoldsAsLongAsTheSecretKeepsIt() {
        KubeObject secret = store(Kinds.SECRET, "s", "secret-uid");
        String token = tokens.issueFor(account, secret);
        assertThat(why(token)).as("not kept yet").isEqualTo("token has been invalidated");

        stored.put(
                secret.key(),
                secret.with(tree ->
                        tree.putObject("data")
                                .put(
                                        "token",
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        token.getBytes(
                                                                StandardCharsets.US_ASCII)))));
        clock.advance("9999h");
        assertThat(why(token)).isEmpty();
        stored.remove(secret.key());
        assertThat(why(token)).isEqualTo("token has been invalidated");
    }
}
