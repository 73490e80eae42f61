package dev.perk.control.apiserver.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.builtin.BuiltInDefaults;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.webhooks.WebhookCaller.Outcome;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Catalog;
import dev.perk.kube.store.Deletion;
import dev.perk.testing.testkit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code k8s.io/apiserver pkg/admission/plugin/webhook/testing/testcase.go}; spec:
 * Kubernetes API §2.13.
 */
class WebhookAdmissionTest {
    private final FakeClock clock = new FakeClock();
    private final Storage storage = Storage.inMemory(Kinds.SERVED, clock);
    private final List<String> asked = new ArrayList<>();
    private final List<JsonNode> requests = new ArrayList<>();
    private final Map<String, Function<JsonNode, String>> answers = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final Registry registry =
            new Registry(
                    storage,
                    new WebhookAdmission(
                            Admission.NONE,
                            WebhookConfigurations.follow(storage),
                            new Matching(storage::get, new Catalog(Kinds.SERVED)),
                            this::answer,
                            () -> "uid-1"),
                    clock,
                    new Random(1));

    WebhookAdmissionTest() {
        Bootstrap.createNamespaces(registry, options(false));
    }

    private WriteOptions options(boolean dryRun) {
        return new WriteOptions(User.ADMIN, dryRun, "", warnings::add);
    }

    private CompletableFuture<Outcome> answer(Webhook webhook, byte[] review) {
        JsonNode request = Json.read(review).path("request");
        asked.add(webhook.name());
        requests.add(request);
        String response =
                answers.getOrDefault(webhook.name(), _ -> "{allowed: true}").apply(request);
        if (response.startsWith("!")) {
            return CompletableFuture.completedFuture(
                    new Outcome.Unreachable(response.substring(1)));
        }
        ObjectNode answer =
                Json.object()
                        .put("apiVersion", "admission.k8s.io/v1")
                        .put("kind", "AdmissionReview");
        ObjectNode body = yaml(response);
        if (!body.has("uid")) {
            body.put("uid", request.path("uid").asText());
        }
        answer.set("response", body);
        return CompletableFuture.completedFuture(new Outcome.Answered(Json.write(answer)));
    }

    private static String patch(String operations) {
        String encoded =
                Base64.getEncoder().encodeToString(operations.getBytes(StandardCharsets.UTF_8));
        return "{allowed: true, patchType: JSONPatch, patch: " + encoded + "}";
    }

    private static String label(String name, String value) {
        return patch(
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"%s\":\"%s\"}}]"
                        .formatted(name, value));
    }

    private void configure(boolean mutating, String name, String webhooks) {
        ObjectNode configuration =
                yaml("{metadata: {name: " + name + "}, webhooks: [" + webhooks + "]}");
        if (mutating) {
            BuiltInDefaults.apply(Kinds.MUTATING_WEBHOOK_CONFIGURATION, configuration);
        } else {
            BuiltInDefaults.apply(Kinds.VALIDATING_WEBHOOK_CONFIGURATION, configuration);
        }
        registry.create(
                mutating
                        ? Kinds.MUTATING_WEBHOOK_CONFIGURATION
                        : Kinds.VALIDATING_WEBHOOK_CONFIGURATION,
                "",
                configuration,
                options(false));
    }

    private static String webhook(String name, String more) {
        return "{name: "
                + name
                + ", clientConfig: {url: 'https://x'}, sideEffects: None, admissionReviewVersions:"
                + " [v1], rules: [{operations: ['*'], apiGroups: [''], apiVersions: [v1],"
                + " resources: [configmaps]}]"
                + (more.isEmpty() ? "" : ", " + more)
                + "}";
    }

    private KubeObject create(String name, boolean dryRun) {
        return registry.create(
                Kinds.CONFIG_MAP,
                "default",
                yaml("{metadata: {name: " + name + ", labels: {app: web}}, data: {a: b}}"),
                options(dryRun));
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }

    @Test
    void asksByNameOfTheConfigurationMutatingOnesFirst() {
        configure(false, "a", webhook("judge.ex.io", ""));
        configure(true, "b", webhook("b1.ex.io", "") + ", " + webhook("b2.ex.io", ""));
        configure(true, "a", webhook("a.ex.io", ""));

        create("x", false);

        assertThat(asked).containsExactly("a.ex.io", "b1.ex.io", "b2.ex.io", "judge.ex.io");
        JsonNode request = requests.getFirst();
        assertThat(request.path("operation").asText()).isEqualTo("CREATE");
        assertThat(request.at("/kind/kind").asText()).isEqualTo("ConfigMap");
        assertThat(request.at("/resource/resource").asText()).isEqualTo("configmaps");
        assertThat(request.at("/userInfo/username").asText()).isEqualTo(User.ADMIN.name());
        assertThat(request.at("/object/metadata/uid").isMissingNode()).isTrue();
        assertThat(request.path("oldObject").isNull()).isTrue();
        assertThat(request.at("/options/kind").asText()).isEqualTo("CreateOptions");
    }

    @Test
    void storesWhatMutatingWebhooksMakeOfAnObject() {
        configure(true, "a", webhook("a.ex.io", ""));
        answers.put("a.ex.io", _ -> label("by", "webhook"));

        assertThat(create("x", false).labels()).containsExactly(Map.entry("by", "webhook"));
    }

    @Test
    void asksAgainWhoWantsToSeeLaterChanges() {
        configure(
                true,
                "a",
                webhook("first.ex.io", "reinvocationPolicy: IfNeeded")
                        + ", "
                        + webhook("second.ex.io", ""));
        create("x", false);
        assertThat(asked).as("nothing changed").containsExactly("first.ex.io", "second.ex.io");

        asked.clear();
        answers.put("second.ex.io", _ -> label("by", "second"));
        create("y", false);
        assertThat(asked).containsExactly("first.ex.io", "second.ex.io", "first.ex.io");
    }

    @Test
    void aDenialIsToldInTheWebhooksWords() {
        configure(false, "a", webhook("v.ex.io", ""));
        answers.put("v.ex.io", _ -> "{allowed: false, status: {code: 402, message: no way}}");
        assertThatThrownBy(() -> create("x", false))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(402))
                .hasMessage("admission webhook \"v.ex.io\" denied the request: no way");

        answers.put("v.ex.io", _ -> "{allowed: false, warnings: [be nice]}");
        assertThatThrownBy(() -> create("x", false))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage("admission webhook \"v.ex.io\" denied the request without explanation");
        assertThat(warnings).containsExactly("be nice");
    }

    @Test
    void aWebhookThatCannotBeAskedStopsTheWriteUnlessItMayBeIgnored() {
        configure(false, "a", webhook("z.ex.io", ""));
        answers.put("z.ex.io", _ -> "!Post \"https://x?timeout=10s\": connection refused");
        assertThatThrownBy(() -> create("x", false))
                .hasMessage(
                        "Internal error occurred: failed calling webhook \"z.ex.io\": failed to"
                                + " call webhook: Post \"https://x?timeout=10s\": connection"
                                + " refused");
        answers.put("z.ex.io", _ -> "{uid: wrong, allowed: true}");
        assertThatThrownBy(() -> create("x", false))
                .hasMessage(
                        "Internal error occurred: failed calling webhook \"z.ex.io\": received"
                                + " invalid webhook response: expected response.uid=\"uid-1\", got"
                                + " \"wrong\"");

        registry.delete(
                ResourceKey.of(Kinds.VALIDATING_WEBHOOK_CONFIGURATION, "", "a"),
                Deletion.background(),
                options(false));
        configure(false, "b", webhook("z.ex.io", "failurePolicy: Ignore"));
        assertThat(create("x", false).name()).isEqualTo("x");
    }

    @Test
    void selectorsAndConditionsSayWhatAWebhookWantsToSee() {
        configure(
                false,
                "a",
                webhook(
                                "here.ex.io",
                                "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name:"
                                        + " default}}")
                        + ", "
                        + webhook(
                                "elsewhere.ex.io",
                                "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name:"
                                        + " other}}")
                        + ", "
                        + webhook("web.ex.io", "objectSelector: {matchLabels: {app: web}}")
                        + ", "
                        + webhook("db.ex.io", "objectSelector: {matchLabels: {app: db}}")
                        + ", "
                        + webhook(
                                "x.ex.io",
                                "matchConditions: [{name: n, expression: 'object.metadata.name =="
                                        + " \"x\" && request.operation == \"CREATE\"'}]")
                        + ", "
                        + webhook(
                                "y.ex.io",
                                "matchConditions: [{name: n, expression: 'object.metadata.name =="
                                        + " \"y\"'}]"));
        create("x", false);
        assertThat(asked).containsExactly("here.ex.io", "web.ex.io", "x.ex.io");
    }

    @Test
    void deletionsAreJudgedToo() {
        create("x", false);
        configure(false, "a", webhook("v.ex.io", ""));
        answers.put(
                "v.ex.io",
                request ->
                        request.path("object").isNull() && request.path("oldObject").isObject()
                                ? "{allowed: false, status: {message: keep it}}"
                                : "{allowed: true}");
        assertThatThrownBy(() ->
                        registry.delete(
                                ResourceKey.of(Kinds.CONFIG_MAP, "default", "x"),
                                Deletion.background(),
                                options(false)))
                .hasMessage("admission webhook \"v.ex.io\" denied the request: keep it");
    }

    @Test
    void aDryRunTellsTheWebhookThatItIsOne() {
        configure(false, "a", webhook("v.ex.io", ""));
        create("x", true);
        assertThat(requests.getFirst().path("dryRun").asBoolean()).isTrue();
    }

    @Test
    void nobodyIsAskedAboutTheConfigurationsThemselves() {
        configure(
                false,
                "a",
                webhook("v.ex.io", "").replace("['']", "['*']").replace("configmaps", "'*'"));
        answers.put("v.ex.io", _ -> "{allowed: false}");
        configure(false, "b", webhook("w.ex.io", ""));
        assertThat(asked).isEmpty();
    }
}
