package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.control.apiserver.rest.ApiAnswer;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the native library does not load, nobody sees a difference. */
class ServerTlsTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void servesBothVersionsAndKnowsWhoShowsACertificate(SslProvider provider) throws Exception {
        assumeTrue(provider == SslProvider.JDK || OpenSsl.isAvailable(), "no BoringSSL here");
        try (var api = new ListenerFixture(folder, provider)) {
            api.handler = request -> ApiAnswer.text(200, request.caller().toString());

            HttpResponse<String> stranger = api.get(api.anonymous(), "/api");
            assertThat(stranger.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(stranger.body()).contains("Anonymous");
            assertThat(api.get(api.client(HttpClient.Version.HTTP_1_1), "/api").version())
                    .isEqualTo(HttpClient.Version.HTTP_1_1);

            HttpClient admin = api.withCertificate();
            assertThat(api.get(admin, "/api").body()).contains("kubernetes-admin");
            assertThat(api.get(admin, "/api").body())
                    .as("asked again on the same connection")
                    .contains("kubernetes-admin");
        }
    }
}
