package dev.perk.run.kubernetes.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import dev.perk.kube.store.Subscription;
import dev.perk.kube.store.WatchListener;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's API server as a {@link Store}. Each call is one request; watches resume by themselves
 * until their history is gone.
 */
public final class ClusterStore implements Store {
    /** The API server gives up on a request after a minute; so do we. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String JSON = "application/json";

    private final KubernetesClient client;
    private final String server;

    ClusterStore(KubernetesClient client) {
        this.client = client;
        String url = client.getMasterUrl().toString();
        this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public Optional<KubeObject> get(ResourceKey key) {
        try {
            return Optional.of(
                    object(
                            key.type(),
                            send("GET", ClusterPaths.object(key, Subresource.MAIN), null, JSON)));
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Listing list(ResourceType type, String namespace, Selector labels) {
        JsonNode list =
                send(
                        "GET",
                        ClusterPaths.collection(type, namespace) + ClusterPaths.query(labels),
                        null,
                        JSON);
        List<KubeObject> items = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            // The items of built-in lists do not say what they are.
            ObjectNode tree =
                    Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
            tree.setAll((ObjectNode) item);
            items.add(KubeObject.of(type, tree));
        }
        return new Listing(items, list.path("metadata").path("resourceVersion").asLong());
    }

    @Override
    public Subscription watch(ResourceType type, long revision, WatchListener listener) {
        ResourceDefinitionContext kind =
                new ResourceDefinitionContext.Builder()
                        .withGroup(type.group())
                        .withVersion(type.version())
                        .withKind(type.kind())
                        .withPlural(type.plural())
                        .withNamespaced(type.namespaced())
                        .build();
        var resources = client.genericKubernetesResources(kind);
        var options =
                new ListOptionsBuilder()
                        .withResourceVersion(Long.toString(revision))
                        .withAllowWatchBookmarks(true)
                        .build();
        var watcher = new ClusterWatcher(type, listener);
        try {
            Watch watch =
                    type.namespaced()
                            ? resources.inAnyNamespace().watch(options, watcher)
                            : resources.watch(options, watcher);
            return watch::close;
        } catch (KubernetesClientException e) {
            throw refusal("watch of " + type, e);
        }
    }

    @Override
    public KubeObject create(KubeObject object) {
        String path = ClusterPaths.collection(object.type(), object.namespace());
        return object(object.type(), send("POST", path, object.tree(), JSON));
    }

    @Override
    public KubeObject update(KubeObject object) {
        return object(
                object.type(),
                send(
                        "PUT",
                        ClusterPaths.object(object.key(), Subresource.MAIN),
                        object.tree(),
                        JSON));
    }

    @Override
    public KubeObject updateStatus(KubeObject object) {
        return object(
                object.type(),
                send(
                        "PUT",
                        ClusterPaths.object(object.key(), Subresource.STATUS),
                        object.tree(),
                        JSON));
    }

    @Override
    public KubeObject patch(ResourceKey key, Patch patch, Subresource part) {
        JsonNode answer =
                switch (patch) {
                    case Patch.JsonPatch(var operations) ->
                            patch(key, part, operations, "application/json-patch+json");
                    case Patch.MergePatch(var changes) ->
                            patch(key, part, changes, "application/merge-patch+json");
                    case Patch.StrategicMergePatch(var changes) ->
                            patch(key, part, changes, "application/strategic-merge-patch+json");
                };
        // The answer to a patch of the scale is a Scale; callers want the object that was scaled.
        return part == Subresource.SCALE
                ? get(key).orElseThrow(() -> ApiException.notFound(key))
                : object(key.type(), answer);
    }

    private JsonNode patch(ResourceKey key, Subresource part, JsonNode body, String type) {
        return send("PATCH", ClusterPaths.object(key, part), body, type);
    }

    @Override
    public void delete(ResourceKey key, Deletion deletion) {
        ObjectNode options = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
        propagationPolicy(deletion).ifPresent(policy -> options.put("propagationPolicy", policy));
        deletion.graceSeconds().ifPresent(grace -> options.put("gracePeriodSeconds", grace));
        deletion.uid().ifPresent(uid -> options.withObject("/preconditions").put("uid", uid));
        deletion.revision()
                .ifPresent(revision ->
                        options.withObject("/preconditions")
                                .put("resourceVersion", Long.toString(revision)));
        send("DELETE", ClusterPaths.object(key, Subresource.MAIN), options, JSON);
    }

    private static Optional<String> propagationPolicy(Deletion deletion) {
        return switch (deletion.propagation()) {
            case UNSPECIFIED -> Optional.empty();
            case BACKGROUND -> Optional.of("Background");
            case FOREGROUND -> Optional.of("Foreground");
            case ORPHAN -> Optional.of("Orphan");
        };
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body, String contentType) {
        HttpRequest.Builder request =
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(server + path)
                        .header("Accept", JSON)
                        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (body == null) {
            request.method(method, null, null);
        } else {
            request.method(
                    method, contentType, new String(Json.write(body), StandardCharsets.UTF_8));
        }
        HttpResponse<byte[]> response = await(method + " " + path, request.build());
        if (!response.isSuccessful()) {
            throw refusal(response);
        }
        return Json.read(response.body());
    }

    private HttpResponse<byte[]> await(String what, HttpRequest request) {
        try {
            return client.getHttpClient()
                    .sendAsync(request, byte[].class)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable(what + " was interrupted");
        } catch (ExecutionException e) {
            throw ApiException.unavailable(what + " at " + server + ": " + e.getCause());
        } catch (TimeoutException e) {
            throw ApiException.unavailable(
                    what + " at " + server + " got no answer in " + PATIENCE.toSeconds() + " s");
        }
    }

    private ApiException refusal(String what, KubernetesClientException cause) {
        return cause.getStatus() == null
                ? ApiException.unavailable(what + " at " + server + ": " + cause.getMessage())
                : ApiException.of(Json.tree(cause.getStatus()));
    }

    private static ApiException refusal(HttpResponse<byte[]> response) {
        String text =
                response.body() == null ? "" : new String(response.body(), StandardCharsets.UTF_8);
        if (!text.startsWith("{")) {
            return new ApiException(
                    response.code(), "Unknown", text.strip(), ApiException.Details.NONE);
        }
        return ApiException.of(Json.read(response.body()));
    }

    private static KubeObject object(ResourceType type, JsonNode tree) {
        return KubeObject.of(type, (ObjectNode) tree);
    }

    /**
     * The tree of what a watch delivered. Only its metadata passed through typed classes, and a
     * cluster's own metadata has no empty lists to lose.
     */
    static KubeObject object(ResourceType type, GenericKubernetesResource resource) {
        return KubeObject.of(type, Json.tree(resource));
    }
}
