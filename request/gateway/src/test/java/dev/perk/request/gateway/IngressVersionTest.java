package dev.perk.request.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perk.api.NamespacedName;
import org.junit.jupiter.api.Test;

/** Upstream: TestInsertProbe of knative/networking pkg/ingress/ingress_test.go. */
class IngressVersionTest {
    private static final String SPEC =
            """
            {"rules": [{"hosts": ["example.com"], "http": {"paths": [{"splits": [
                {"serviceName": "blah"%s}]}]}}]}
            """;

    private static String version(String namespace, String name, String spec) {
        try {
            return IngressVersion.of(
                    new NamespacedName(namespace, name), new ObjectMapper().readTree(spec));
        } catch (java.io.IOException e) {
            throw new AssertionError(spec, e);
        }
    }

    @Test
    void isTheHashThatGoComputes() {
        assertThat(version("", "", SPEC.formatted("")))
                .isEqualTo("a25000a350642c8abef53078b329bd043e18758f6063c1172d53b04e14fcf5c1");
    }

    @Test
    void includesHeaders() {
        assertThat(version("", "", SPEC.formatted(", \"appendHeaders\": {\"Foo\": \"bar\"}")))
                .isEqualTo("6b652c7abed871354affd4a9cb699d33816f24541fac942149b91ad872fe63ca");
    }

    @Test
    void doesNotDependOnHowTheSpecIsWritten() {
        String tidy =
                """
                {"httpOption": "Enabled", "rules": [{"hosts": ["a"], "visibility": "ExternalIP",
                  "http": {"paths": [{"path": "/x", "headers": {"A": {"exact": "1"}, "B": {"exact": ""}},
                  "splits": [{"percent": 100, "serviceName": "s", "serviceNamespace": "n",
                  "servicePort": 80, "appendHeaders": {"X": "<&>"}}]}]}}]}
                """;
        String untidy =
                """
                {"rules": [{"visibility": "ExternalIP", "hosts": ["a"], "http": {"paths": [{
                  "splits": [{"servicePort": 80, "serviceNamespace": "n", "serviceName": "s",
                  "appendHeaders": {"X": "<&>"}, "percent": 100}], "rewriteHost": "",
                  "headers": {"B": {"exact": ""}, "A": {"exact": "1"}}, "path": "/x"}]}}],
                  "tls": [], "httpOption": "Enabled"}
                """;
        assertThat(version("n", "i", tidy)).isEqualTo(version("n", "i", untidy));
    }

    @Test
    void everythingThatMattersChangesIt() {
        String spec = SPEC.formatted("");
        assertThat(version("a", "b", spec))
                .isNotEqualTo(version("a", "c", spec))
                .isNotEqualTo(version("a", "b", SPEC.formatted(", \"percent\": 100")))
                .isNotEqualTo(version("a", "b", SPEC.formatted(", \"servicePort\": 80")));
        assertThat(version("", "", SPEC.formatted(", \"servicePort\": 80")))
                .isNotEqualTo(version("", "", SPEC.formatted(", \"servicePort\": \"80\"")));
    }
}
