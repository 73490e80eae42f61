package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names that a definition may use: those that it wishes for and no other definition of its
 * group has; of the others it keeps what it had.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/controller/status/naming_controller.go}.
 *
 * @param names as in {@code status.acceptedNames}
 * @param reason why a wish is not granted; empty if all are
 */
record AcceptedNames(ObjectNode names, String reason, String message) {

    boolean isWhole() {
        return reason.isEmpty();
    }

    static AcceptedNames of(KubeObject definition, List<KubeObject> neighbours) {
        Set<String> resources = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        for (KubeObject neighbour : neighbours) {
            JsonNode taken = neighbour.status().path("acceptedNames");
            resources.add(taken.path("plural").asText());
            resources.add(taken.path("singular").asText());
            resources.addAll(Definition.texts(taken.path("shortNames")));
            kinds.add(taken.path("kind").asText());
            kinds.add(taken.path("listKind").asText());
        }
        JsonNode wished = definition.spec().path("names");
        JsonNode had = definition.status().path("acceptedNames");
        var judge = new Judge(wished, had);
        judge.name("plural", resources, "PluralConflict");
        judge.name("singular", resources, "SingularConflict");
        judge.shortNames(resources);
        judge.name("kind", kinds, "KindConflict");
        judge.name("listKind", kinds, "ListKindConflict");
        if (wished.has("categories")) {
            judge.names.set("categories", wished.path("categories"));
        }
        return new AcceptedNames(judge.names, judge.reason, judge.message);
    }

    private static final class Judge {
        private final JsonNode wished;
        private final JsonNode had;
        private final ObjectNode names = Json.object();
        private String reason = "";
        private String message = "";

        Judge(JsonNode wished, JsonNode had) {
            this.wished = wished;
            this.had = had;
        }

        /** The last conflict is the one that is told. */
        private void conflict(String why, String taken) {
            reason = why;
            message = taken;
        }

        void name(String field, Set<String> taken, String why) {
            String wish = wished.path(field).asText();
            boolean isFree = wish.equals(had.path(field).asText()) || !taken.contains(wish);
            if (!isFree) {
                conflict(why, inUse(wish));
            }
            names.put(field, isFree ? wish : had.path(field).asText());
        }

        void shortNames(Set<String> taken) {
            List<String> wishes = Definition.texts(wished.path("shortNames"));
            List<String> held = Definition.texts(had.path("shortNames"));
            List<String> conflicts = new ArrayList<>();
            for (String wish : wishes) {
                if (!held.contains(wish) && taken.contains(wish)) {
                    conflicts.add(inUse(wish));
                }
            }
            if (!conflicts.isEmpty()) {
                conflict(
                        "ShortNamesConflict",
                        conflicts.size() == 1
                                ? conflicts.getFirst()
                                : "[" + String.join(", ", conflicts) + "]");
            }
            List<String> granted = conflicts.isEmpty() ? wishes : held;
            if (!granted.isEmpty()) {
                ArrayNode list = names.putArray("shortNames");
                granted.forEach(list::add);
            }
        }

        private static String inUse(String name) {
            return "\"" + name + "\" is already in use";
        }
    }
}
