package dev.perk.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.text.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: kubernetes {@code pkg/quota/v1/evaluator/core/pods_test.go}, {@code
 * plugin/pkg/admission/resourcequota/admission_test.go}.
 */
class QuotaTest {

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }

    private static String ask(String hard, String used, ResourceType type, String object) {
        return ask("hard: {" + hard + "}", hard, used, type, object);
    }

    private static String ask(
            String spec, String hard, String used, ResourceType type, String object) {
        Quota quota = Quota.of(yaml("{metadata: {name: q}, spec: {" + spec + "}}"));
        var status = yaml("{hard: {" + hard + "}, used: {" + used + "}}");
        return switch (quota.ask(type, yaml(object), status)) {
            case Quota.Answer.Unconcerned _ -> "unconcerned";
            case Quota.Answer.Granted(ObjectNode then) -> then.path("used").toString();
            case Quota.Answer.Refused(String why) -> why;
        };
    }

    @Test
    void countsUntilThereIsNoRoom() {
        String hard = "configmaps: 3";
        assertThat(ask(hard, "configmaps: 2", Kinds.CONFIG_MAP, "{}"))
                .isEqualTo("{\"configmaps\":\"3\"}");
        assertThat(ask(hard, "configmaps: 3", Kinds.CONFIG_MAP, "{}"))
                .isEqualTo(
                        "exceeded quota: q, requested: configmaps=1, used: configmaps=3, limited:"
                                + " configmaps=3");
        assertThat(ask(hard, "configmaps: 3", Kinds.SECRET, "{}")).isEqualTo("unconcerned");
    }

    @Test
    void countsEveryKindByItsWholeName() {
        assertThat(ask("count/jobs.batch: 1", "count/jobs.batch: 1", StoredKinds.JOB, "{}"))
                .startsWith("exceeded quota: q, requested: count/jobs.batch=1");
    }

    @Test
    void addsUpWhatContainersAskFor() {
        String pod =
                """
                spec:
                  initContainers:
                  - {name: i, resources: {requests: {cpu: 700m}}}
                  containers:
                  - {name: a, resources: {requests: {cpu: 300m, memory: 64Mi}}}
                  - {name: b, resources: {requests: {cpu: 200m, memory: 64Mi}}}
                """;
        assertThat(ask("requests.cpu: 1, pods: 9", "requests.cpu: 0, pods: 0", Kinds.POD, pod))
                .isEqualTo("{\"pods\":\"1\",\"requests.cpu\":\"700m\"}");
        assertThat(ask("memory: 100Mi", "memory: 0", Kinds.POD, pod.replace("i, ", "i, ")))
                .startsWith("failed quota: q: must specify memory for: i");
    }

    @Test
    void aQuotaOfComputeWantsEveryContainerToSayWhatItNeeds() {
        assertThat(
                        ask(
                                "requests.cpu: 1, limits.memory: 1Gi",
                                "requests.cpu: 0, limits.memory: 0",
                                Kinds.POD,
                                "{spec: {containers: [{name: c, resources: {requests: {cpu: 1}}},"
                                        + " {name: d}]}}"))
                .isEqualTo(
                        "failed quota: q: must specify limits.memory for: c,d; requests.cpu for:"
                                + " d");
    }

    @Test
    void aPodThatIsOverUsesNothing() {
        assertThat(
                        Usage.of(Kinds.POD, yaml("{status: {phase: Succeeded}}"))
                                .amount("pods")
                                .toString())
                .isEqualTo("0");
    }

    @Test
    void nothingIsCreatedBeforeItHasBeenCounted() {
        assertThat(ask("configmaps: 3", "", Kinds.CONFIG_MAP, "{}"))
                .isEqualTo("status unknown for quota: q, resources: configmaps");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scopes: [BestEffort] | {status: {qosClass: BestEffort}} | {\"pods\":\"1\"}",
                "scopes: [BestEffort] | {status: {qosClass: Burstable}} | unconcerned",
                "scopes: [Terminating] | {spec: {activeDeadlineSeconds: 5}} | {\"pods\":\"1\"}",
                "scopes: [NotTerminating] | {spec: {activeDeadlineSeconds: 5}} | unconcerned",
                "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In,"
                        + " values: [high]}]} | {spec: {priorityClassName: high}} |"
                        + " {\"pods\":\"1\"}",
                "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In,"
                        + " values: [high]}]} | {spec: {priorityClassName: low}} | unconcerned",
            })
    void scopesSayWhichPodsCount(String scopes, String pod, String answer) {
        assertThat(ask("hard: {pods: 5}, " + scopes, "pods: 5", "pods: 0", Kinds.POD, pod))
                .isEqualTo(answer);
    }
}
