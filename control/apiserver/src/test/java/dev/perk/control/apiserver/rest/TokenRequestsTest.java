package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.rest.Client.Heard;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clause: kubernetes-api 2.11; upstream {@code pkg/registry/core/serviceaccount/storage/token.go},
 * {@code test/integration/auth/svcaccttoken_test.go}.
 */
class TokenRequestsTest {
    private static final String JSON = "application/json";

    private final Client client = new Client();
    private KubeObject account;

    @BeforeEach
    void begin() {
        account = store(Kinds.SERVICE_ACCOUNT, "{'metadata':{'name':'robot'}}");
    }

    private KubeObject store(ResourceType type, String singleQuoted) {
        return client.registry.create(
                type,
                "default",
                (ObjectNode)
                        Json.read(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                WriteOptions.by(User.CONTROLLER));
    }

    private Heard request(String account, String body) {
        return client.send(
                "POST",
                "/api/v1/namespaces/default/serviceaccounts/" + account + "/token",
                JSON,
                body);
    }

    private Heard review(String token) {
        return client.send(
                "POST",
                "/apis/authentication.k8s.io/v1/tokenreviews",
                JSON,
                "{'spec':{'token':'" + token + "'}}");
    }

    @Test
    void issuesATokenForAnHour() {
        Heard heard = request("robot", "{}");

        assertThat(heard.status()).isEqualTo(201);
        assertThat(heard.at("/kind")).isEqualTo("TokenRequest");
        assertThat(heard.at("/metadata/name")).isEqualTo("robot");
        assertThat(heard.at("/spec/expirationSeconds")).isEqualTo("3600");
        assertThat(heard.at("/spec/audiences/0"))
                .isEqualTo("https://kubernetes.default.svc.cluster.local");
        assertThat(heard.at("/status/expirationTimestamp"))
                .isEqualTo(client.clock.instant().plusSeconds(3600).toString());
        Heard review = review(heard.at("/status/token"));
        assertThat(review.at("/status/authenticated")).isEqualTo("true");
        assertThat(review.at("/status/user/username"))
                .isEqualTo("system:serviceaccount:default:robot");
        assertThat(review.at("/status/user/uid")).isEqualTo(account.uid());
        assertThat(review.at("/status/audiences/0"))
                .isEqualTo("https://kubernetes.default.svc.cluster.local");
    }

    @Test
    void refusesATimeThatIsTooShortOrTooLong() {
        assertThat(request("robot", "{'spec':{'expirationSeconds':60}}").at("/message"))
                .isEqualTo(
                        "TokenRequest.authentication.k8s.io \"\" is invalid:"
                                + " spec.expirationSeconds: Invalid value: 60: may not specify a"
                                + " duration less than 10 minutes");
        assertThat(request("robot", "{'spec':{'expirationSeconds':4294967297}}").at("/message"))
                .contains("may not specify a duration larger than 2^32 seconds");
    }

    @Test
    void bindsATokenToAPodOfTheAccount() {
        KubeObject pod =
                store(
                        Kinds.POD,
                        "{'metadata':{'name':'p'},'spec':{'serviceAccountName':'robot','containers':[]}}");
        store(
                Kinds.POD,
                "{'metadata':{'name':'q'},'spec':{'serviceAccountName':'other','containers':[]}}");
        String bound =
                "{'spec':{'boundObjectRef':{'apiVersion':'v1','kind':'%s','name':'%s','uid':'%s'}}}";

        Heard heard = request("robot", bound.formatted("Pod", "p", pod.uid()));
        assertThat(review(heard.at("/status/token")).json().at("/status/user/extra").toString())
                .contains("\"authentication.kubernetes.io/pod-uid\":[\"" + pod.uid() + "\"]");
        assertThat(request("robot", bound.formatted("Pod", "q", "")).at("/message"))
                .isEqualTo(
                        "cannot bind token for serviceaccount \"robot\" to pod running with"
                                + " different serviceaccount name.");
        assertThat(request("robot", bound.formatted("Pod", "r", "")).at("/message"))
                .isEqualTo("pods \"r\" not found");
        assertThat(request("robot", bound.formatted("Pod", "p", "u")).at("/message"))
                .isEqualTo(
                        "Operation cannot be fulfilled on Pod \"p\": the UID in the bound object"
                                + " reference (u) does not match the UID in record. The object"
                                + " might have been deleted and then recreated");
        assertThat(request("robot", bound.formatted("ConfigMap", "p", "")).at("/message"))
                .isEqualTo("cannot bind token to object of type /v1, Kind=ConfigMap");
    }

    @Test
    void needsAnAccount() {
        assertThat(request("nobody", "{}").at("/message"))
                .isEqualTo("serviceaccounts \"nobody\" not found");
        assertThat(request("robot", "{'metadata':{'name':'other'}}").at("/message"))
                .isEqualTo(
                        "the name of the object (other) does not match the name on the URL"
                                + " (robot)");
    }

    @Test
    void aReviewOfNoTokenOfOursSaysSo() {
        Heard review = review("nonsense");

        assertThat(review.status()).isEqualTo(201);
        assertThat(review.json().at("/status/authenticated").asBoolean()).isFalse();
        assertThat(review.at("/status/error")).startsWith("[invalid bearer token, ");
        assertThat(review("").at("/message"))
                .isEqualTo("token is required for TokenReview in authentication");
    }

    @Test
    void tellsOthersHowToVerifyTokens() {
        Heard discovery = client.with("Host", "perk:6443").get("/.well-known/openid-configuration");
        Heard keys = client.get("/openid/v1/jwks");

        assertThat(discovery.at("/issuer"))
                .isEqualTo("https://kubernetes.default.svc.cluster.local");
        assertThat(discovery.at("/jwks_uri")).isEqualTo("https://perk:6443/openid/v1/jwks");
        assertThat(keys.header("Content-Type")).containsExactly("application/jwk-set+json");
        assertThat(keys.at("/keys/0/kty")).isEqualTo("RSA");
        assertThat(keys.at("/keys/0/e")).isEqualTo("AQAB");
    }
}
