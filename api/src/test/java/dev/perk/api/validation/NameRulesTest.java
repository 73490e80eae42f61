package dev.perk.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream: k8s.io/apimachinery pkg/util/validation/validation_test.go. */
class NameRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab", "a-1", "a--1--2--b"})
    void namesOfServices(String name) {
        assertThat(NameRules.dns1035Label(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "0", "-a", "a-", "a.b", "a_b", " a", "1abc"})
    void notNamesOfServices(String name) {
        assertThat(NameRules.dns1035Label(name))
                .containsExactly(
                        "a DNS-1035 label must consist of lower case alphanumeric characters or"
                                + " '-', start with an alphabetic character, and end with an"
                                + " alphanumeric character (e.g. 'my-name',  or 'abc-123', regex"
                                + " used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
    }

    @Test
    void namesHaveALimitInBytes() {
        assertThat(NameRules.dns1035Label("a".repeat(63))).isEmpty();
        assertThat(NameRules.dns1035Label("a".repeat(64)))
                .containsExactly("must be no more than 63 characters");
        assertThat(NameRules.dnsSubdomain("a".repeat(254)))
                .containsExactly("must be no more than 253 characters");
    }

    @Test
    void aDotInALabelIsCalledADot() {
        assertThat(NameRules.dnsLabel("a.b")).containsExactly("must not contain dots");
        assertThat(NameRules.dnsLabel("0a")).isEmpty();
    }

    @Test
    void aPrefixMayEndInADash() {
        assertThat(NameRules.dns1035Prefix("hello-")).isEmpty();
        assertThat(NameRules.dns1035Prefix("-")).isNotEmpty();
        assertThat(NameRules.dns1035Prefix("Hello-")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "now-with-dashes", "1-num.2", "example.com/Name_1", "a/b"})
    void keysOfLabels(String key) {
        assertThat(NameRules.qualifiedName(key)).isEmpty();
    }

    @Test
    void complaintsAboutKeysNameThePart() {
        assertThat(NameRules.qualifiedName("/a")).containsExactly("prefix part must be non-empty");
        assertThat(NameRules.qualifiedName("a/").getFirst())
                .isEqualTo("name part must be non-empty");
        assertThat(NameRules.qualifiedName("a".repeat(64)))
                .containsExactly("name part must be no more than 63 bytes");
        assertThat(NameRules.qualifiedName("a/b/c").getFirst())
                .startsWith("a valid label key must consist of alphanumeric characters")
                .endsWith(
                        "with an optional DNS subdomain prefix and '/' (e.g."
                                + " 'example.com/MyName')");
    }

    @Test
    void identifiersAndKeysOfConfigMaps() {
        assertThat(NameRules.cIdentifier("Deployment_1")).isEmpty();
        assertThat(NameRules.cIdentifier("1a")).hasSize(1);
        assertThat(NameRules.configMapKey("a.b-c_d")).isEmpty();
        assertThat(NameRules.configMapKey("..a")).containsExactly("must not start with '..'");
        assertThat(NameRules.configMapKey("a/b")).hasSize(1);
    }
}
