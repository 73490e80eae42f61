package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.isPresent;
import static dev.perk.api.validation.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.config.Feature;
import dev.perk.api.config.FeaturesConfig;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The volumes of a pod. Source: {@code knative/serving pkg/apis/serving/k8s_validation.go}. */
final class VolumeRules {

    /** A kind of volume that has to be switched on. */
    private record Switched(String source, Feature feature, String name) {}

    private static final List<String> ALWAYS = List.of("secret", "configMap", "projected");
    private static final List<Switched> SWITCHED =
            List.of(
                    new Switched("emptyDir", Feature.VOLUME_EMPTY_DIR, "EmptyDir"),
                    new Switched(
                            "persistentVolumeClaim",
                            Feature.PERSISTENT_VOLUME_CLAIM,
                            "Persistent volume claim"),
                    new Switched("hostPath", Feature.VOLUME_HOST_PATH, "HostPath"),
                    new Switched("csi", Feature.VOLUME_CSI, "CSI"),
                    new Switched("ephemeral", Feature.VOLUME_EPHEMERAL, "Ephemeral"),
                    new Switched("image", Feature.VOLUME_IMAGE, "Image"));
    private static final String CLAIM = "persistentVolumeClaim";
    private static final Set<String> PULL_POLICIES = Set.of("", "Always", "IfNotPresent", "Never");
    private final FeaturesConfig features;
    private final FieldErrors out;

    private VolumeRules(FeaturesConfig features, FieldErrors out) {
        this.features = features;
        this.out = out;
    }

    /**
     * @return the volumes by name, for their mounts
     */
    static Map<String, JsonNode> check(
            JsonNode spec,
            List<JsonNode> containers,
            List<JsonNode> initContainers,
            FieldPath at,
            FeaturesConfig features,
            FieldErrors out) {
        Set<String> mounted = new HashSet<>();
        for (List<JsonNode> group : List.of(containers, initContainers)) {
            for (JsonNode container : group) {
                JsonFields.items(container.path("volumeMounts"))
                        .forEach(mount -> mounted.add(text(mount, "name")));
            }
        }
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        var rules = new VolumeRules(features, out);
        List<JsonNode> volumes = JsonFields.items(spec.path("volumes"));
        for (int i = 0; i < volumes.size(); i++) {
            FieldPath path = at.field("volumes").index(i);
            String name = text(volumes.get(i), "name");
            if (byName.put(name, volumes.get(i)) != null) {
                out.error("duplicate volume name " + GoQuote.quote(name), path.field("name"));
            }
            if (!mounted.contains(name)) {
                out.error(
                        "volume with name " + GoQuote.quote(name) + " not mounted",
                        path.field("name"));
            }
            rules.checkVolume(volumes.get(i), path);
        }
        return byName;
    }

    private void checkVolume(JsonNode volume, FieldPath at) {
        String name = text(volume, "name");
        if (name.isEmpty()) {
            out.missing(at.field("name"));
        } else if (!NameRules.dnsLabel(name).isEmpty()) {
            out.invalidValue(name, at.field("name"));
        } else {
            checkSwitches(volume, name);
        }
        Set<String> allowed = new HashSet<>(ALWAYS);
        allowed.add("name");
        List<String> choice = new ArrayList<>(ALWAYS);
        for (Switched each : SWITCHED) {
            if (features.isAllowed(each.feature())) {
                allowed.add(each.source());
            }
            if (features.isEnabled(each.feature())) {
                choice.add(each.source());
            }
        }
        JsonFields.allow(volume, allowed, at, out);
        checkOneSource(volume, choice, at);
        checkContents(volume, at);
    }

    private void checkSwitches(JsonNode volume, String name) {
        for (Switched each : SWITCHED) {
            JsonNode source = volume.path(each.source());
            if (!isPresent(source) || features.isEnabled(each.feature())) {
                continue;
            }
            String found =
                    each.source().equals(CLAIM)
                            ? " support is disabled, but found persistent volume claim "
                                    + text(source, "claimName")
                            : " volume support is disabled, but found "
                                    + each.name()
                                    + " volume "
                                    + name;
            out.error(each.name() + found);
        }
        JsonNode claim = volume.path(CLAIM);
        if (isPresent(claim)
                && !claim.path("readOnly").asBoolean()
                && !features.isEnabled(Feature.PERSISTENT_VOLUME_WRITE)) {
            out.error(
                    "Persistent volume write support is disabled, but found persistent volume claim"
                            + " "
                            + text(claim, "claimName")
                            + " that is not read-only");
        }
    }

    private void checkOneSource(JsonNode volume, List<String> choice, FieldPath at) {
        List<String> specified = new ArrayList<>();
        for (String source : ALWAYS) {
            if (isPresent(volume.path(source))) {
                specified.add(source);
            }
        }
        for (Switched each : SWITCHED) {
            if (isPresent(volume.path(each.source()))) {
                specified.add(each.source());
            }
        }
        if (specified.isEmpty()) {
            out.missingOneOf(at, choice);
        } else if (specified.size() > 1) {
            out.multipleOneOf(at, specified);
        }
    }

    private void checkContents(JsonNode volume, FieldPath at) {
        // Upstream leaves out the source here, and so do the messages that people search for.
        var projections = new ProjectionRules(out);
        projections.checkItems(volume.path("secret"), at);
        projections.checkItems(volume.path("configMap"), at);
        List<JsonNode> sources = JsonFields.items(volume.path("projected").path("sources"));
        for (int i = 0; i < sources.size(); i++) {
            projections.check(sources.get(i), at.field("projected").index(i));
        }
        checkEmptyDir(volume.path("emptyDir"), at.field("emptyDir"));
        if (isPresent(volume.path("image"))) {
            checkImage(volume.path("image"), at.field("image"));
        }
    }

    private void checkEmptyDir(JsonNode emptyDir, FieldPath at) {
        String medium = text(emptyDir, "medium");
        if (!medium.isEmpty() && !medium.equals("Memory")) {
            out.invalidValue(medium, at.field("medium"));
        }
        String limit = text(emptyDir, "sizeLimit");
        boolean negative =
                Quantity.parse(limit).optional().filter(Quantity::isNegative).isPresent();
        if (negative) {
            out.invalidValue(limit, at.field("sizeLimit"));
        }
    }

    private void checkImage(JsonNode image, FieldPath at) {
        JsonFields.allow(image, Set.of("reference", "pullPolicy"), at, out);
        if (text(image, "reference").isEmpty()) {
            out.missing(at.field("reference"));
        }
        String policy = text(image, "pullPolicy");
        if (!PULL_POLICIES.contains(policy)) {
            out.invalidValue(policy, at.field("pullPolicy"));
        }
    }
}
