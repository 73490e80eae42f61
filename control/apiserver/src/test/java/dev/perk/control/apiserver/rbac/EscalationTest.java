package dev.perk.control.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: {@code k8s.io/component-helpers auth/rbac/validation/policy_comparator_test.go}
 * (TestCoversExactMatch and the others).
 */
class EscalationTest {
    private static final User ALICE = new User("alice", "", List.of("devs", "all"));

    private static List<PolicyRule> rules(String singleQuoted) {
        JsonNode role =
                Json.read(
                        ("{'rules':[" + singleQuoted + "]}")
                                .replace('\'', '"')
                                .getBytes(StandardCharsets.UTF_8));
        return PolicyRule.readAll(role);
    }

    private static String missing(String held, String given) {
        return Escalation.refusal(ALICE, new Authorizer.Held(rules(held), List.of()), rules(given))
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // held | given | whether it is held
                "{'verbs':['get'],'apiGroups':['g'],'resources':['r']} |"
                        + " {'verbs':['get'],'apiGroups':['g'],'resources':['r']} | true",
                "{'verbs':['get','delete'],'apiGroups':['g'],'resources':['r','s']} |"
                        + " {'verbs':['delete'],'apiGroups':['g'],'resources':['s']} | true",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['r']},"
                        + "{'verbs':['get'],'apiGroups':['g'],'resources':['s']} |"
                        + " {'verbs':['get'],'apiGroups':['g'],'resources':['r','s']} | true",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['r']} |"
                        + " {'verbs':['get'],'apiGroups':['h'],'resources':['r']} | false",
                "{'verbs':['*'],'apiGroups':['*'],'resources':['*']} |"
                        + " {'verbs':['get'],'apiGroups':['g'],'resources':['r/s']} | true",
                "{'verbs':['*'],'apiGroups':['g'],'resources':['r']} |"
                        + " {'verbs':['*'],'apiGroups':['g'],'resources':['r']} | true",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['r']} |"
                        + " {'verbs':['*'],'apiGroups':['g'],'resources':['r']} | false",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['*/scale']} |"
                        + " {'verbs':['get'],'apiGroups':['g'],'resources':['r/scale']} | true",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['*/scale']} |"
                        + " {'verbs':['get'],'apiGroups':['g'],'resources':['r']} | false",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['r']} |"
                    + " {'verbs':['get'],'apiGroups':['g'],'resources':['r'],'resourceNames':['n']}"
                    + " | true",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['r'],'resourceNames':['n']} |"
                        + " {'verbs':['get'],'apiGroups':['g'],'resources':['r']} | false",
                "{'verbs':['get'],'apiGroups':['g'],'resources':['r'],'resourceNames':['n']} |"
                    + " {'verbs':['get'],'apiGroups':['g'],'resources':['r'],'resourceNames':['m']}"
                    + " | false",
                "{'verbs':['get'],'nonResourceURLs':['/a/*']} |"
                        + " {'verbs':['get'],'nonResourceURLs':['/a/b']} | true",
                "{'verbs':['get'],'nonResourceURLs':['/a/*']} |"
                        + " {'verbs':['get'],'nonResourceURLs':['/a/b/*']} | true",
                "{'verbs':['get'],'nonResourceURLs':['/a/b']} |"
                        + " {'verbs':['get'],'nonResourceURLs':['/a/*']} | false",
                "{'verbs':['*'],'apiGroups':['*'],'resources':['*']} |"
                        + " {'verbs':['get'],'nonResourceURLs':['/a']} | false"
            })
    void comparesWhatIsGivenWithWhatIsHeld(String held, String given, boolean covered) {
        assertThat(missing(held, given).isEmpty()).isEqualTo(covered);
    }
}
