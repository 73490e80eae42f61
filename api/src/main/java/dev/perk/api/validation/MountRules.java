package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.isPresent;
import static dev.perk.api.validation.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.perk.api.config.Feature;
import dev.perk.api.config.FeaturesConfig;
import dev.perk.api.text.GoQuote;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a container mounts volumes. Source: {@code knative/serving
 * pkg/apis/serving/k8s_validation.go}.
 */
final class MountRules {
    private static final Set<String> RESERVED = Set.of("/", "/dev", "/dev/log");
    private static final List<String> WRITABLE =
            List.of("emptyDir", "persistentVolumeClaim", "ephemeral");

    private final Map<String, JsonNode> volumes;
    private final FeaturesConfig features;
    private final FieldErrors out;
    private final Set<String> paths = new HashSet<>();

    private MountRules(Map<String, JsonNode> volumes, FeaturesConfig features, FieldErrors out) {
        this.volumes = volumes;
        this.features = features;
        this.out = out;
    }

    static void check(
            JsonNode container,
            Map<String, JsonNode> volumes,
            FieldPath at,
            FeaturesConfig features,
            FieldErrors out) {
        var rules = new MountRules(volumes, features, out);
        List<JsonNode> mounts = JsonFields.items(container.path("volumeMounts"));
        for (int i = 0; i < mounts.size(); i++) {
            rules.checkMount(mounts.get(i), at.index(i));
        }
    }

    private void checkMount(JsonNode mount, FieldPath at) {
        Set<String> allowed = new HashSet<>(Set.of("name", "readOnly", "mountPath", "subPath"));
        if (features.isAllowed(Feature.MOUNT_PROPAGATION)) {
            allowed.add("mountPropagation");
        }
        JsonFields.allow(mount, allowed, at, out);
        JsonNode volume = volumes.getOrDefault(text(mount, "name"), MissingNode.getInstance());
        if (volume.isMissingNode()) {
            out.error("volumeMount has no matching volume", at.field("name"));
        }
        checkPath(text(mount, "mountPath"), at.field("mountPath"));
        checkReadOnly(mount.path("readOnly").asBoolean(), volume, at.field("readOnly"));
        checkPropagation(mount, at);
    }

    private void checkPath(String path, FieldPath at) {
        String clean = clean(path);
        if (path.isEmpty()) {
            out.missing(at);
        } else if (RESERVED.contains(clean)) {
            out.error("mountPath " + GoQuote.quote(clean) + " is a reserved path", at);
        } else if (!path.startsWith("/")) {
            out.invalidValue(path, at);
        } else if (paths.contains(clean)) {
            out.invalidValue(GoQuote.quote(path) + " must be unique", at);
        }
        paths.add(clean);
    }

    /** The shortest path that means the same. Source: Go {@code path.Clean}. */
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            boolean up = part.equals("..");
            if (up && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !(up && absolute)) {
                parts.addLast(part);
            }
        }
        String joined = String.join("/", parts);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }

    private void checkReadOnly(boolean readOnly, JsonNode volume, FieldPath at) {
        if (readOnly) {
            return;
        }
        if (WRITABLE.stream().noneMatch(source -> isPresent(volume.path(source)))) {
            out.error("volume mount should be readOnly for this type of volume", at);
        } else if (volume.path("persistentVolumeClaim").path("readOnly").asBoolean()) {
            out.error("volume is readOnly but volume mount is not", at);
        }
    }

    private void checkPropagation(JsonNode mount, FieldPath at) {
        if (!isPresent(mount.path("mountPropagation"))) {
            return;
        }
        if (!features.isEnabled(Feature.MOUNT_PROPAGATION)) {
            out.error(
                    "Volume Mount Propagation support is disabled, but found volume mount "
                            + text(mount, "name")
                            + " with mount propagation");
        }
        String mode = text(mount, "mountPropagation");
        if (!mode.equals("None") && !mode.equals("HostToContainer")) {
            out.error(
                    "mount propagation should be set to None or HostToContainer",
                    at.field("mountPropagation"));
        }
    }
}
