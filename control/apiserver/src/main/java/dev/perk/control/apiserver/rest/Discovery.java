package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.versions.View;
import dev.perk.kube.Json;
import dev.perk.kube.store.VersionPriority;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tells clients which kinds there are: all at once, in the aggregated form, or group by group in
 * the old one.
 *
 * <p>Source: {@code k8s.io/api apidiscovery/v2}, {@code k8s.io/apiserver pkg/endpoints/discovery}.
 */
final class Discovery {
    private static final String AGGREGATED = "as=APIGroupDiscoveryList";
    private static final String JSON = "application/json";
    private static final String GROUP = "apidiscovery.k8s.io";

    /** Versions by group, the preferred one first; kinds by version. The core group is empty. */
    private final Map<String, Map<String, List<ResourceType>>> groups = new LinkedHashMap<>();

    Discovery(List<ResourceType> served) {
        // The reviews before the custom kinds, as Kubernetes' own groups come first.
        Stream.of(
                        served.stream().filter(type -> !type.custom()),
                        Reviews.ALL.stream(),
                        served.stream().filter(ResourceType::custom))
                .flatMap(types -> types)
                .forEach(type ->
                        groups.computeIfAbsent(
                                        type.group(), _ -> new TreeMap<>(new VersionPriority()))
                                .merge(type.version(), List.of(type), Discovery::join));
    }

    private static List<ResourceType> join(List<ResourceType> some, List<ResourceType> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * Answers a path of discovery; empty if it is none.
     *
     * @param segments of the path
     */
    Optional<ApiAnswer.Full> answer(List<String> segments, ApiRequest request) {
        boolean core = segments.getFirst().equals("api");
        if (segments.size() == 1) {
            Optional<String> version = aggregatedVersion(request);
            return Optional.of(
                    version.isPresent()
                            ? aggregated(core, version.get(), request)
                            : Rendering.plain(
                                    200, core ? apiVersions(request) : groupList(), request));
        }
        String group = core ? "" : segments.get(1);
        Map<String, List<ResourceType>> versions = groups.get(group);
        if (versions == null) {
            return Optional.empty();
        }
        if (!core && segments.size() == 2) {
            return Optional.of(Rendering.plain(200, group(group, versions, true), request));
        }
        String version = segments.get(core ? 1 : 2);
        boolean isVersion = segments.size() == (core ? 2 : 3) && versions.containsKey(version);
        return isVersion
                ? Optional.of(
                        Rendering.plain(
                                200,
                                resourceList(versions.getOrDefault(version, List.of())),
                                request))
                : Optional.empty();
    }

    /** Where the groups but the core one are, and their versions. */
    List<String> groupPaths() {
        return groups.entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .flatMap(entry ->
                        Stream.concat(
                                Stream.of("/apis/" + entry.getKey()),
                                entry.getValue().keySet().stream()
                                        .map(version -> "/apis/" + entry.getKey() + "/" + version)))
                .toList();
    }

    /** The version of the aggregated form that the client asks for first, if it does. */
    private static Optional<String> aggregatedVersion(ApiRequest request) {
        for (String clause : request.header("Accept").orElse("").split(",", -1)) {
            List<String> parts = Stream.of(clause.split(";", -1)).map(String::strip).toList();
            if (parts.contains(AGGREGATED) && parts.contains("g=" + GROUP)) {
                for (String version : List.of("v2", "v2beta1")) {
                    if (parts.contains("v=" + version)) {
                        return Optional.of(version);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private ApiAnswer.Full aggregated(boolean core, String version, ApiRequest request) {
        ObjectNode document =
                Json.object()
                        .put("kind", "APIGroupDiscoveryList")
                        .put("apiVersion", GROUP + "/" + version);
        document.putObject("metadata");
        ArrayNode items = document.putArray("items");
        groups.forEach((group, versions) -> {
            if (group.isEmpty() == core) {
                items.add(aggregatedGroup(group, versions));
            }
        });
        String type = JSON + ";g=" + GROUP + ";v=" + version + ";" + AGGREGATED;
        return Tagged.answer(ApiAnswer.of(200, type, Json.write(document)), request);
    }

    private static ObjectNode aggregatedGroup(
            String group, Map<String, List<ResourceType>> versions) {
        ObjectNode item = Json.object();
        ObjectNode metadata = item.putObject("metadata");
        if (!group.isEmpty()) {
            metadata.put("name", group);
        }
        metadata.putNull("creationTimestamp");
        ArrayNode all = item.putArray("versions");
        versions.forEach((version, types) -> {
            ObjectNode one = all.addObject().put("version", version);
            ArrayNode resources = one.putArray("resources");
            types.forEach(type -> resources.add(aggregatedResource(type)));
            one.put("freshness", "Current");
        });
        return item;
    }

    private static ObjectNode aggregatedResource(ResourceType type) {
        ObjectNode resource = Json.object().put("resource", type.plural());
        resource.set("responseKind", kindOf(type, ""));
        resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
        resource.put("singularResource", type.singular());
        Verbs.of(type).forEach(resource.putArray("verbs")::add);
        texts(resource, "shortNames", type.shortNames());
        texts(resource, "categories", type.categories());
        if (!type.subresources().isEmpty()) {
            ArrayNode parts = resource.putArray("subresources");
            for (String name : type.subresources()) {
                ObjectNode part = parts.addObject().put("subresource", name);
                part.set("responseKind", kindOf(type, name));
                Verbs.ofPart(name).forEach(part.putArray("verbs")::add);
            }
        }
        return resource;
    }

    /** What a resource or a part of one speaks of. */
    private static ObjectNode kindOf(ResourceType type, String subresource) {
        ObjectNode kind = Json.object();
        return switch (subresource) {
            case "scale" ->
                    kind.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
            case "eviction" ->
                    kind.put("group", "policy").put("version", "v1").put("kind", "Eviction");
            case "token" ->
                    kind.put("group", "authentication.k8s.io")
                            .put("version", "v1")
                            .put("kind", "TokenRequest");
            case "exec" -> of(kind, "PodExecOptions");
            case "attach" -> of(kind, "PodAttachOptions");
            case "portforward" -> of(kind, "PodPortForwardOptions");
            case "binding" -> kind.put("group", "").put("version", "v1").put("kind", "Binding");
            default ->
                    kind.put("group", type.group())
                            .put("version", type.version())
                            .put("kind", type.kind());
        };
    }

    private static ObjectNode of(ObjectNode kind, String name) {
        return kind.put("group", "").put("version", "v1").put("kind", name);
    }

    private static ObjectNode apiVersions(ApiRequest request) {
        ObjectNode document = Json.object().put("kind", "APIVersions");
        document.putArray("versions").add("v1");
        document.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", request.header("Host").orElse(""));
        return document;
    }

    private ObjectNode groupList() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode all = list.putArray("groups");
        groups.forEach((name, versions) -> {
            if (!name.isEmpty()) {
                all.add(group(name, versions, false));
            }
        });
        return list;
    }

    private static ObjectNode group(
            String name, Map<String, List<ResourceType>> versions, boolean alone) {
        ObjectNode group = Json.object();
        if (alone) {
            group.put("kind", "APIGroup").put("apiVersion", "v1");
        }
        group.put("name", name);
        ArrayNode all = group.putArray("versions");
        versions.keySet().forEach(version -> all.add(groupVersion(name, version)));
        group.set("preferredVersion", groupVersion(name, versions.keySet().iterator().next()));
        return group;
    }

    private static ObjectNode groupVersion(String group, String version) {
        return Json.object().put("groupVersion", group + "/" + version).put("version", version);
    }

    private static ObjectNode resourceList(List<ResourceType> types) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", types.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : types) {
            ObjectNode resource = resource(type, type.plural());
            resource.put("singularName", type.singular()).put("kind", type.kind());
            Verbs.of(type).forEach(resource.putArray("verbs")::add);
            texts(resource, "shortNames", type.shortNames());
            texts(resource, "categories", type.categories());
            if (!Reviews.ALL.contains(type)) {
                resource.put("storageVersionHash", storageVersionHash(type));
            }
            resources.add(resource);
            for (String name : type.subresources()) {
                resources.add(part(type, name));
            }
        }
        return list;
    }

    /** Tells clients when objects begin to be kept in another version. */
    private static String storageVersionHash(ResourceType type) {
        ResourceType kept = View.of(type).map(View::kept).orElse(type);
        String name = kept.group() + "/" + kept.version() + "/" + kept.kind();
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, Long.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static ObjectNode part(ResourceType type, String name) {
        ObjectNode part = resource(type, type.plural() + "/" + name);
        part.put("singularName", "");
        ObjectNode kind = kindOf(type, name);
        boolean foreign =
                !kind.path("group").asText().equals(type.group())
                        || !kind.path("version").asText().equals(type.version());
        if (foreign) {
            part.setAll(kind);
        } else {
            part.set("kind", kind.path("kind"));
        }
        Verbs.ofPart(name).forEach(part.putArray("verbs")::add);
        return part;
    }

    private static ObjectNode resource(ResourceType type, String name) {
        return Json.object().put("name", name).put("namespaced", type.namespaced());
    }

    private static void texts(ObjectNode into, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(into.putArray(field)::add);
        }
    }
}
