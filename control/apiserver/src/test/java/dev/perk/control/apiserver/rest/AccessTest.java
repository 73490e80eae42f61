package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.rest.Client.Heard;
import org.junit.jupiter.api.Test;

/** Who is let in, and what they are told about themselves. */
class AccessTest {
    private final Client client = new Client();

    @Test
    void letsNobodyInWhoDoesNotSayWhoTheyAre() {
        for (Caller stranger : new Caller[] {new Caller.Anonymous(), new Caller.Rejected()}) {
            Heard heard = client.as(stranger).get("/api/v1/namespaces");

            assertThat(heard.status()).isEqualTo(401);
            assertThat(heard.at("/message")).isEqualTo("Unauthorized");
        }
    }

    @Test
    void tellsAnybodyHowItIs() {
        client.as(new Caller.Anonymous());

        assertThat(client.get("/readyz").text()).isEqualTo("ok");
        assertThat(client.get("/livez?verbose=1").text())
                .isEqualTo("[+]ping ok\nlivez check passed\n");
        assertThat(client.get("/healthz/ping").text()).isEqualTo("ok");
        assertThat(client.get("/healthz/nope").status()).isEqualTo(404);
        assertThat(client.get("/version").status()).isEqualTo(200);
    }

    @Test
    void doesNotActAsAnotherUserInstead() {
        Heard heard = client.with("Impersonate-User", "alice").get("/api/v1/namespaces");

        assertThat(heard.status()).isEqualTo(501);
        assertThat(heard.at("/message"))
                .isEqualTo("acting as another user is not built into Perk yet");
    }

    @Test
    void tellsAdminsWhoTheyAreAndThatTheyMay() {
        Heard me =
                client.send(
                        "POST",
                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                        "application/json",
                        "{}");
        Heard may =
                client.send(
                        "POST",
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        "application/json",
                        "{'spec':{'resourceAttributes':{'verb':'create','resource':'pods'}}}");

        assertThat(me.status()).isEqualTo(201);
        assertThat(me.at("/status/userInfo/username")).isEqualTo("kubernetes-admin");
        assertThat(may.at("/status/allowed")).isEqualTo("true");
        assertThat(may.at("/spec/resourceAttributes/verb")).isEqualTo("create");
    }
}
