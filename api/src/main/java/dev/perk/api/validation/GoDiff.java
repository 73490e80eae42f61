package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * The differences between two specs as upstream lists them: one entry for each changed leaf, under
 * its path through Go's types. Source: {@code knative/pkg kmp/diff.go}.
 */
final class GoDiff {
    /** Go capitalises what it takes for an abbreviation. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("tty", "TTY"),
                    Map.entry("httpGet", "HTTPGet"),
                    Map.entry("tcpSocket", "TCPSocket"),
                    Map.entry("grpc", "GRPC"),
                    Map.entry("httpHeaders", "HTTPHeaders"),
                    Map.entry("hostIPC", "HostIPC"),
                    Map.entry("dnsPolicy", "DNSPolicy"),
                    Map.entry("dnsConfig", "DNSConfig"),
                    Map.entry("fsGroup", "FSGroup"),
                    Map.entry("csi", "CSI"));

    /** Fields of a revision's spec that are its own; all others belong to the embedded pod spec. */
    private static final Set<String> REVISION_FIELDS =
            Set.of(
                    "containerConcurrency",
                    "timeoutSeconds",
                    "responseStartTimeoutSeconds",
                    "idleTimeoutSeconds");

    private static final Set<String> METADATA_FIELDS =
            Set.of("name", "generateName", "namespace", "labels", "annotations", "finalizers");

    private final StringBuilder text = new StringBuilder();

    private GoDiff() {}

    /** Empty if both mean the same. */
    static String ofRevisionSpecs(JsonNode old, JsonNode fresh) {
        GoDiff diff = new GoDiff();
        diff.revisionSpec("{v1.RevisionSpec}", old, fresh);
        return diff.text.toString();
    }

    /** Empty if both mean the same. */
    static String ofTemplates(JsonNode old, JsonNode fresh) {
        GoDiff diff = new GoDiff();
        String root = "{*v1.RevisionTemplateSpec}";
        JsonNode oldMeta = old.path("metadata");
        JsonNode freshMeta = fresh.path("metadata");
        for (String field : Semantic.fields(oldMeta, freshMeta)) {
            if (METADATA_FIELDS.contains(field)) {
                diff.compare(
                        root + ".ObjectMeta." + goName(field),
                        oldMeta.path(field),
                        freshMeta.path(field),
                        false);
            }
        }
        diff.revisionSpec(root + ".Spec", old.path("spec"), fresh.path("spec"));
        return diff.text.toString();
    }

    private void revisionSpec(String root, JsonNode old, JsonNode fresh) {
        for (String field : Semantic.fields(old, fresh)) {
            boolean own = REVISION_FIELDS.contains(field);
            boolean bothSet =
                    JsonFields.isPresent(old.path(field))
                            && JsonFields.isPresent(fresh.path(field));
            String path =
                    own
                            ? (bothSet ? "*" : "") + root + "." + goName(field)
                            : root + ".PodSpec." + goName(field);
            compare(path, old.path(field), fresh.path(field), false);
        }
    }

    private void compare(String path, JsonNode old, JsonNode fresh, boolean amounts) {
        if (Semantic.equal(old, fresh) || (amounts && Semantic.amountEqual(old, fresh))) {
            return;
        }
        if (old.isObject() && fresh.isObject()) {
            boolean isMap = amounts || path.endsWith("Labels") || path.endsWith("Annotations");
            for (String field : Semantic.fields(old, fresh)) {
                boolean areAmounts = field.equals("requests") || field.equals("limits");
                String below = isMap ? path + "[\"" + field + "\"]" : path + "." + goName(field);
                compare(below, old.path(field), fresh.path(field), amounts || areAmounts);
            }
        } else if (old.isArray() && fresh.isArray()) {
            for (int i = 0; i < Math.max(old.size(), fresh.size()); i++) {
                String index = i >= old.size() ? "?->" + i : i >= fresh.size() ? i + "->?" : "" + i;
                compare(path + "[" + index + "]", old.path(i), fresh.path(i), amounts);
            }
        } else {
            text.append(path).append(":\n");
            side("-", old);
            side("+", fresh);
        }
    }

    private void side(String sign, JsonNode value) {
        if (!value.isMissingNode()) {
            String shown = value.isValueNode() ? value.asText() : value.toString();
            text.append('\t').append(sign).append(": \"").append(shown).append("\"\n");
        }
    }

    private static String goName(String field) {
        String known = NAMES.get(field);
        return known != null ? known : Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
}
