package dev.perk.api.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Names;
import dev.perk.api.admission.Trees;
import dev.perk.api.config.DefaultsConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoTemplate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The spec of a revision. Source: {@code knative/serving v1/revision_defaults.go}. */
final class RevisionDefaults {
    private final ObjectNode spec;
    private final JsonNode parent;
    private final DefaultsConfig defaults;

    private RevisionDefaults(ObjectNode spec, JsonNode parent, DefaultsConfig defaults) {
        this.spec = spec;
        this.parent = parent;
        this.defaults = defaults;
    }

    /**
     * @param template a template or a whole Revision: what has the spec
     * @param parent the metadata of the Service or Configuration, empty for a bare Revision
     */
    static void apply(
            ObjectNode template, JsonNode parent, boolean isCreate, ServingConfig config) {
        Trees.edit(
                template,
                "spec",
                spec -> {
                    var revision = new RevisionDefaults(spec, parent, config.defaults());
                    revision.timeouts();
                    revision.names();
                    ContainerDefaults.apply(spec, config.defaults());
                    if (isCreate && Trees.isAbsent(spec, "enableServiceLinks")) {
                        config.defaults()
                                .enableServiceLinks()
                                .ifPresent(links -> spec.put("enableServiceLinks", links));
                    }
                    SecurityDefaults.apply(spec, config.features().securePodDefaults());
                });
    }

    private void timeouts() {
        if (Trees.isZero(spec, "timeoutSeconds")) {
            Trees.put(spec, "timeoutSeconds", defaults.revisionTimeoutSeconds());
        }
        shorterTimeout("idleTimeoutSeconds", defaults.revisionIdleTimeoutSeconds());
        shorterTimeout(
                "responseStartTimeoutSeconds", defaults.revisionResponseStartTimeoutSeconds());
        if (Trees.isAbsent(spec, "containerConcurrency")) {
            Trees.put(spec, "containerConcurrency", defaults.containerConcurrency());
        }
    }

    /** A timeout within the request's only says something if it is shorter. */
    private void shorterTimeout(String field, long seconds) {
        boolean tells = seconds != 0 && seconds < spec.path("timeoutSeconds").asLong();
        if (tells && Trees.isAbsent(spec, field)) {
            Trees.put(spec, field, seconds);
        }
    }

    private void names() {
        List<ObjectNode> containers = Trees.objects(spec, "containers");
        List<ObjectNode> initContainers = Trees.objects(spec, "initContainers");
        Set<String> taken = new HashSet<>();
        containers.forEach(container -> taken.add(container.path("name").asText()));
        initContainers.forEach(container -> taken.add(container.path("name").asText()));
        name(containers, defaults.containerName(), taken);
        name(initContainers, defaults.initContainerName(), taken);
    }

    private void name(List<ObjectNode> containers, GoTemplate template, Set<String> taken) {
        int next = 0;
        for (ObjectNode container : containers) {
            if (!Trees.isBlank(container, "name")) {
                continue;
            }
            String plain = template.execute(objectMeta()).optional().orElse(template.toString());
            String name = plain;
            while ((containers.size() > 1 && name.equals(plain)) || taken.contains(name)) {
                name = Names.child(plain, "-" + next);
                next++;
            }
            taken.add(name);
            container.put("name", name);
        }
    }

    private ObjectNode objectMeta() {
        return DefaultsConfig.objectMeta(
                parent.path("name").asText(),
                parent.path("namespace").asText(),
                strings(parent.path("labels")),
                strings(parent.path("annotations")));
    }

    private static Map<String, String> strings(JsonNode map) {
        Map<String, String> strings = new HashMap<>();
        map.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }
}
