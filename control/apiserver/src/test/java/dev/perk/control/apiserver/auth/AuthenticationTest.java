package dev.perk.control.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clause: kubernetes-api 2.11; upstream {@code authentication/request/{x509,bearertoken}}. */
class AuthenticationTest {
    private final Authentication authentication =
            new Authentication(
                    "secret",
                    new ServiceAccountTokens(
                            TestKeys::tokenKey,
                            _ -> Optional.empty(),
                            Instant::now,
                            new Random(1)));

    @Test
    void theAdminTokenMakesTheAdmin() {
        assertThat(identity("Bearer secret")).isEqualTo(new Caller.Known(User.ADMIN));
        assertThat(identity("bearer secret"))
                .as("the scheme has no case")
                .isEqualTo(new Caller.Known(User.ADMIN));
    }

    @Test
    void anyOtherTokenOrSchemeIsRejected() {
        assertThat(identity("Bearer secre")).isEqualTo(new Caller.Rejected());
        assertThat(identity("Basic c2VjcmV0")).isEqualTo(new Caller.Rejected());
    }

    @Test
    void withoutCredentialsNobodyAsks() {
        assertThat(authentication.identify(Optional.empty(), Optional.empty()))
                .isEqualTo(new Caller.Anonymous());
    }

    @Test
    void aCertificateNamesTheUserAndTheirGroups() {
        assertThat(Authentication.subject("CN=jane,O=dev,O=ops"))
                .isEqualTo(new User("jane", "", List.of("ops", "dev", "system:authenticated")));
    }

    private Caller identity(String authorization) {
        return authentication.identify(Optional.empty(), Optional.of(authorization));
    }
}
