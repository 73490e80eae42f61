package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.kube.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhyTest {
    private final Client client =
            Client.explaining((namespace, resource, name) ->
                    name.equals("hello")
                            ? Optional.of(
                                    Json.object()
                                            .put("asked", namespace + " " + resource + " " + name))
                            : Optional.empty());

    @Test
    void passesTheQuestionToTheJournal() {
        assertThat(client.get("/why/namespaces/production/services/hello").at("/asked"))
                .isEqualTo("production services hello");
        assertThat(client.get("/why/namespaces/production/revisions/hello").at("/asked"))
                .isEqualTo("production revisions hello");
    }

    @Test
    void whatIsNotThereIsNotFoundInKubernetesWords() {
        Client.Heard missing = client.get("/why/namespaces/production/services/other");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.at("/message"))
                .isEqualTo("services.serving.knative.dev \"other\" not found");
        assertThat(client.get("/why").status()).isEqualTo(404);
        assertThat(client.get("/why/namespaces/production/pods/hello").status()).isEqualTo(404);
        assertThat(client.send("DELETE", "/why/namespaces/a/services/hello", "", "").status())
                .isEqualTo(405);
    }

    @Test
    void isOnlyForThoseWhoSayWhoTheyAre() {
        client.as(new Caller.Anonymous());
        assertThat(client.get("/why/namespaces/production/services/hello").status()).isEqualTo(401);
    }
}
