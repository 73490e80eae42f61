package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.defaults.KnativeDefaults;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Yaml;
import java.util.HashMap;
import java.util.Map;

/** Manifests as people write them, and what becomes of them on their way in. */
public final class Manifest {
    private Manifest() {}

    public static ObjectNode yaml(String text) {
        return switch (Yaml.parse(text)) {
            case Parsed.Good<JsonNode>(ObjectNode object) -> object;
            case Parsed.Good<JsonNode>(JsonNode other) -> throw new AssertionError(other);
            case Parsed.Bad<JsonNode>(String why) -> throw new AssertionError(why);
        };
    }

    /** The write that makes it through the mutating webhook first. */
    static FieldErrors admit(Write write, ServingConfig config) {
        return KnativeRules.check(write.with(KnativeDefaults.apply(write, config)), config);
    }

    /** A Service named {@code hello} with this pod spec, as judged on creation. */
    static FieldErrors serviceWithPodSpec(String podSpec, ServingConfig config) {
        String manifest =
                "metadata: {name: hello, namespace: default}\nspec:\n  template:\n    spec:\n"
                        + podSpec.indent(6);
        return admit(Write.create(Kinds.KNATIVE_SERVICE, yaml(manifest), "alice"), config);
    }

    /** A Service named {@code hello} with one container that has these fields too. */
    static FieldErrors serviceWithContainer(String fields) {
        String podSpec = "containers:\n- image: perk/hello\n" + fields.indent(2);
        return serviceWithPodSpec(podSpec, ServingConfig.DEFAULT);
    }

    static ServingConfig features(String... keysAndValues) {
        Map<String, String> data = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            data.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return ServingConfig.DEFAULT.with("config-features", data);
    }
}
