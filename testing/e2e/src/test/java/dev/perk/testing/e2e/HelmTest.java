package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import dev.perk.testing.e2e.Api.Answer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What helm 3 asks of an API server when it installs, upgrades, rolls back and uninstalls a chart
 * with a definition, hooks, a Deployment and an object of its own kind.
 *
 * <p>Source of the requests and their order: {@code helm.sh/helm/v3 pkg/action}, {@code pkg/kube},
 * {@code pkg/storage/driver/secrets.go}. The patches are what its three-way merges come to.
 */
class HelmTest {
    private static final String JSON = "application/json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String BY = "?fieldManager=helm";
    private static final String CORE = "/api/v1/namespaces/charts/";
    private static final String APPS = "/apis/apps/v1/namespaces/charts/";
    private static final String BATCH = "/apis/batch/v1/namespaces/charts/";
    private static final String GREETINGS = "/apis/charts.example/v1/namespaces/charts/greetings";
    private static final String DEFINITIONS =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void installsUpgradesRollsBackAndUninstallsAChart(@TempDir Path temporary) throws Exception {
        Path home = Files.createDirectory(temporary.resolve("home"));
        Path image = ToolsImage.write(Files.createDirectory(temporary.resolve("image")));
        try (Perk perk = Perk.up(home, "process")) {
            perk.load(image);
            var helm = new Helm(new Api(home));
            helm.install();
            helm.upgrade();
            helm.rollback();
            helm.uninstall();
        }
    }

    /** Speaks as helm does. */
    private record Helm(Api api) {

        void install() throws Exception {
            assertThat(api.get("/version").body().path("minor").asText()).isEqualTo("32");
            ok(api.get("/apis"), 200);
            assertThat(releases("")).as("the name is free").isEmpty();
            create(
                    "/api/v1/namespaces",
                    "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'charts','labels':{'name':'charts'}}}");
            create(DEFINITIONS, definition());
            await(DEFINITIONS + "/greetings.charts.example", is("Established"));
            refusesWhatItDoesNotKnow();
            assertThat(api.get(APPS + "deployments/web").code()).as("no conflict").isEqualTo(404);

            writeRelease(1, "pending-install");
            runHook("pre-install");
            create(CORE + "configmaps", configMap("a"));
            create(APPS + "deployments", deployment("one"));
            create(GREETINGS, greeting("hello"));
            awaitDeployment();
            nameRelease(1, "deployed");
        }

        /** Before anything is created; with {@code Strict} a misspelt field is no small thing. */
        private void refusesWhatItDoesNotKnow() throws IOException {
            Answer refused =
                    api.send(
                            "POST",
                            APPS + "deployments" + BY + "&fieldValidation=Strict&dryRun=All",
                            JSON,
                            deployment("one").replace("\"replicas\"", "\"replica\""));
            assertThat(refused.code()).isEqualTo(400);
            assertThat(refused.body().path("message").asText())
                    .contains("unknown field \"spec.replica\"");
        }

        void upgrade() throws Exception {
            assertThat(releases(",status=deployed")).hasSize(1);
            writeRelease(2, "pending-upgrade");
            ok(api.get(APPS + "deployments/web"), 200);
            patch(APPS + "deployments/web", STRATEGIC, container("two"));
            patch(GREETINGS + "/greet", MERGE, "{'spec':{'text':'good day'}}");
            create(
                    CORE + "secrets",
                    "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'added'},'stringData':{'a':'b'}}");
            delete(CORE + "configmaps/a");
            awaitDeployment();
            nameRelease(1, "superseded");
            nameRelease(2, "deployed");
            assertThat(
                            text(
                                    APPS + "deployments/web",
                                    "/spec/template/spec/containers/0/env/0/value"))
                    .isEqualTo("two");
            assertThat(text(GREETINGS + "/greet", "/spec/text")).isEqualTo("good day");
            assertThat(text(CORE + "secrets/added", "/data/a")).isEqualTo("Yg==");
        }

        void rollback() throws Exception {
            assertThat(releases("")).hasSize(2);
            writeRelease(3, "pending-rollback");
            create(CORE + "configmaps", configMap("a"));
            patch(APPS + "deployments/web", STRATEGIC, container("one"));
            patch(GREETINGS + "/greet", MERGE, "{'spec':{'text':'hello'}}");
            delete(CORE + "secrets/added");
            awaitDeployment();
            nameRelease(2, "superseded");
            nameRelease(3, "deployed");
            assertThat(
                            text(
                                    APPS + "deployments/web",
                                    "/spec/template/spec/containers/0/env/0/value"))
                    .isEqualTo("one");
        }

        void uninstall() throws Exception {
            nameRelease(3, "uninstalling");
            runHook("pre-delete");
            for (String path :
                    new String[] {
                        GREETINGS + "/greet", APPS + "deployments/web", CORE + "configmaps/a"
                    }) {
                delete(path);
                awaitGone(path);
            }
            for (int version = 1; version <= 3; version++) {
                delete(CORE + "secrets/" + releaseName(version));
            }
            assertThat(releases("")).isEmpty();
            ok(api.get(DEFINITIONS + "/greetings.charts.example"), 200);
        }

        /** A hook is a Job: the one before is removed, then it must be complete, then it goes. */
        private void runHook(String when) throws Exception {
            String name = when + "-hook";
            assertThat(remove(BATCH + "jobs/" + name).code()).isEqualTo(404);
            create(
                    BATCH + "jobs",
                    "{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'"
                            + name
                            + "','annotations':{'helm.sh/hook':'"
                            + when
                            + "','helm.sh/hook-delete-policy':'hook-succeeded'}},'spec':{'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'"
                            + ToolsImage.NAME
                            + "','command':['echo','"
                            + when
                            + "']}]}}}}");
            await(BATCH + "jobs/" + name, is("Complete"));
            delete(BATCH + "jobs/" + name);
            awaitGone(BATCH + "jobs/" + name);
        }

        // ---- releases, which are Secrets

        private static String releaseName(int version) {
            return "sh.helm.release.v1.web.v" + version;
        }

        private JsonNode releases(String more) throws IOException {
            String selector = encoded("name=web,owner=helm" + more);
            return ok(api.get(CORE + "secrets?labelSelector=" + selector), 200).path("items");
        }

        private void writeRelease(int version, String status) throws IOException {
            create(CORE + "secrets", release(version, status));
            assertThat(text(CORE + "secrets/" + releaseName(version), "/type"))
                    .isEqualTo("helm.sh/release.v1");
        }

        private void nameRelease(int version, String status) throws IOException {
            String path = CORE + "secrets/" + releaseName(version);
            ok(api.send("PUT", path, JSON, release(version, status)), 200);
            assertThat(releases(",status=" + status).findValuesAsText("name"))
                    .contains(releaseName(version));
        }

        private static String release(int version, String status) throws IOException {
            var packed = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(packed)) {
                gzip.write(
                        ("{\"name\":\"web\",\"version\":" + version + "}")
                                .getBytes(StandardCharsets.UTF_8));
            }
            var secret = Json.object().put("apiVersion", "v1").put("kind", "Secret");
            secret.put("type", "helm.sh/release.v1");
            secret.putObject("metadata")
                    .put("name", releaseName(version))
                    .putObject("labels")
                    .put("name", "web")
                    .put("owner", "helm")
                    .put("status", status)
                    .put("version", Integer.toString(version));
            // Packed text is text to helm, and data to a Secret.
            Base64.Encoder base64 = Base64.getEncoder();
            secret.putObject("data")
                    .put("release", base64.encodeToString(base64.encode(packed.toByteArray())));
            return new String(Json.write(secret), StandardCharsets.UTF_8);
        }

        // ---- waiting

        private static Predicate<JsonNode> is(String condition) {
            return object ->
                    object.at("/status/conditions")
                            .valueStream()
                            .anyMatch(each ->
                                    each.path("type").asText().equals(condition)
                                            && each.path("status").asText().equals("True"));
        }

        /** As {@code --wait} does: the newest ReplicaSet must have enough pods that are ready. */
        private void awaitDeployment() throws Exception {
            await(
                    APPS + "deployments/web",
                    object ->
                            object.at("/status/observedGeneration").asLong()
                                            >= object.at("/metadata/generation").asLong()
                                    && object.at("/status/updatedReplicas").asInt() == 1
                                    && object.at("/status/readyReplicas").asInt() == 1
                                    && object.at("/status/replicas").asInt() == 1);
            JsonNode sets =
                    ok(api.get(APPS + "replicasets?labelSelector=" + encoded("app=web")), 200);
            assertThat(sets.path("items")).isNotEmpty();
        }

        /** From a list of this one object on, by a watch; helm does so, too. */
        private void await(String path, Predicate<JsonNode> isReady) throws Exception {
            int slash = path.lastIndexOf('/');
            String one =
                    path.substring(0, slash)
                            + "?fieldSelector="
                            + encoded("metadata.name=" + path.substring(slash + 1));
            JsonNode list = ok(api.get(one), 200);
            for (JsonNode object : list.path("items")) {
                if (isReady.test(object)) {
                    return;
                }
            }
            String revision = list.at("/metadata/resourceVersion").asText();
            String watch = one + "&watch=true&resourceVersion=" + revision;
            try (var lines = reader(watch + "&timeoutSeconds=" + PATIENCE.toSeconds())) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode event = Json.read(line.getBytes(StandardCharsets.UTF_8));
                    if (isReady.test(event.path("object"))) {
                        return;
                    }
                }
            }
            throw new AssertionError(path + " is not ready after " + PATIENCE);
        }

        private BufferedReader reader(String path) throws IOException {
            return new BufferedReader(
                    new InputStreamReader(api.open(path), StandardCharsets.UTF_8));
        }

        private void awaitGone(String path) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (api.get(path).code() != 404) {
                assertThat(System.nanoTime()).as(path + " is still there").isLessThan(deadline);
            }
        }

        // ---- requests

        private void create(String collection, String body) throws IOException {
            ok(api.send("POST", collection + BY, JSON, body.replace('\'', '"')), 201);
        }

        private void patch(String path, String type, String body) throws IOException {
            ok(api.send("PATCH", path + BY, type, body.replace('\'', '"')), 200);
        }

        private void delete(String path) throws IOException {
            ok(remove(path), 200);
        }

        private Answer remove(String path) throws IOException {
            return api.send("DELETE", path, JSON, "{\"propagationPolicy\":\"Background\"}");
        }

        private String text(String path, String pointer) throws IOException {
            return ok(api.get(path), 200).at(pointer).asText();
        }

        private static JsonNode ok(Answer answer, int code) {
            assertThat(answer.code()).as(answer.body().toString()).isEqualTo(code);
            return answer.body();
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    // ---- the chart

    private static String definition() {
        return "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'greetings.charts.example'},"
                   + "'spec':{'group':'charts.example','scope':'Namespaced','names':{'plural':'greetings','singular':'greeting','kind':'Greeting'},"
                   + "'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object',"
                   + "'properties':{'spec':{'type':'object','properties':{'text':{'type':'string'}}}}}}}]}}";
    }

    private static String greeting(String text) {
        return "{'apiVersion':'charts.example/v1','kind':'Greeting','metadata':{'name':'greet'},'spec':{'text':'"
                + text
                + "'}}";
    }

    private static String configMap(String name) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'"
                + name
                + "'},'data':{'a':'b'}}";
    }

    private static String deployment(String value) {
        return ("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{'replicas':1,"
                    + "'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},"
                    + "'spec':{'terminationGracePeriodSeconds':1,'containers':[{'name':'c','image':'"
                        + ToolsImage.NAME
                        + "','command':['sleep','1000'],'env':[{'name':'VALUE','value':'"
                        + value
                        + "'}]}]}}}}")
                .replace('\'', '"');
    }

    /** What changes in the Deployment, with the orders that a merge of lists keeps. */
    private static String container(String value) {
        return "{'spec':{'template':{'spec':{'$setElementOrder/containers':[{'name':'c'}],"
                + "'containers':[{'$setElementOrder/env':[{'name':'VALUE'}],'name':'c',"
                + "'env':[{'name':'VALUE','value':'"
                + value
                + "'}]}]}}}}";
    }
}
