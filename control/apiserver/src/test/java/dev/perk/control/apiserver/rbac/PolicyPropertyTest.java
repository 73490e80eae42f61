package dev.perk.control.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * However roles and bindings come, change and go, the index says what a scan of all of them says.
 */
class PolicyPropertyTest {
    private static final int STEPS = 60;
    private static final int QUESTIONS = 60;
    private static final List<String> NAMESPACES = List.of("a", "b");
    private static final List<String> NAMES = List.of("x", "y", "z");
    private static final List<String> VERBS = List.of("get", "list", "*");
    private static final List<String> GROUPS = List.of("", "apps", "*");
    private static final List<String> RESOURCES = List.of("pods", "pods/log", "*/log", "*");

    private final Map<ResourceKey, KubeObject> stored = new HashMap<>();
    private final Policy policy = new Policy();

    @Property(tries = 200)
    void theIndexAgreesWithAScan(@ForAll long seed) {
        var random = new Random(seed);
        stored.clear();
        policy.forget();
        for (int i = 0; i < STEPS; i++) {
            change(random);
        }
        var authorizer = new Authorizer(policy);
        for (int i = 0; i < QUESTIONS; i++) {
            User user = user(random);
            Attributes.Resource asked =
                    new Attributes.Resource(
                            pick(VERBS, random),
                            pick(GROUPS, random),
                            "pods",
                            random.nextBoolean() ? "log" : "",
                            random.nextInt(3) == 0 ? "" : pick(NAMESPACES, random),
                            random.nextBoolean() ? pick(NAMES, random) : "");

            assertThat(authorizer.authorize(user, asked).allowed())
                    .as("%s %s with %s", user, asked, stored.values())
                    .isEqualTo(scan(user, asked));
        }
    }

    private static <T> T pick(List<T> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }

    private static User user(Random random) {
        String name =
                random.nextBoolean()
                        ? pick(NAMES, random)
                        : "system:serviceaccount:"
                                + pick(NAMESPACES, random)
                                + ":"
                                + pick(NAMES, random);
        return new User(name, "", random.nextBoolean() ? List.of(pick(NAMES, random)) : List.of());
    }

    private void change(Random random) {
        ResourceType type = pick(Policy.KINDS, random);
        String namespace = type.namespaced() ? pick(NAMESPACES, random) : "";
        ResourceKey key = ResourceKey.of(type, namespace, pick(NAMES, random));
        boolean gone = random.nextInt(4) == 0;
        KubeObject before = stored.get(key);
        KubeObject after = gone ? null : made(key, random);
        if (before == null && after == null) {
            return;
        }
        if (after == null) {
            stored.remove(key);
        } else {
            stored.put(key, after);
        }
        policy.onChange(before, after);
    }

    private static KubeObject made(ResourceKey key, Random random) {
        ObjectNode object = Json.object();
        object.putObject("metadata")
                .put("name", key.name().name())
                .put("namespace", key.name().namespace());
        boolean role = key.type().kind().endsWith("Role");
        var list = object.putArray(role ? "rules" : "subjects");
        for (int i = random.nextInt(3); i >= 0; i--) {
            ObjectNode one = list.addObject();
            if (role) {
                one.putArray("verbs").add(pick(VERBS, random));
                one.putArray("apiGroups").add(pick(GROUPS, random));
                one.putArray("resources").add(pick(RESOURCES, random));
                if (random.nextInt(4) == 0) {
                    one.putArray("resourceNames").add(pick(NAMES, random));
                }
            } else {
                one.put("kind", pick(List.of("User", "Group", "ServiceAccount"), random))
                        .put("name", pick(NAMES, random));
                if (random.nextBoolean()) {
                    one.put("namespace", pick(NAMESPACES, random));
                }
            }
        }
        if (!role) {
            boolean cluster = !key.type().namespaced() || random.nextBoolean();
            object.putObject("roleRef")
                    .put("kind", cluster ? "ClusterRole" : "Role")
                    .put("name", pick(NAMES, random));
        }
        return KubeObject.of(key.type(), object);
    }

    /** The definition, without an index and without the code that is tested. */
    private boolean scan(User user, Attributes.Resource asked) {
        for (KubeObject binding : stored.values()) {
            boolean holds =
                    binding.type().equals(Kinds.CLUSTER_ROLE_BINDING)
                            || (binding.type().equals(Kinds.ROLE_BINDING)
                                    && binding.namespace().equals(asked.namespace()));
            if (holds && isFor(user, binding) && permits(binding, asked)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFor(User user, KubeObject binding) {
        for (JsonNode subject : binding.tree().path("subjects")) {
            String name = subject.path("name").asText();
            String said = subject.path("namespace").asText();
            String home = said.isEmpty() ? binding.namespace() : said;
            boolean is =
                    switch (subject.path("kind").asText()) {
                        case "User" -> user.name().equals(name);
                        case "Group" -> user.groups().contains(name);
                        default ->
                                !home.isEmpty()
                                        && user.name()
                                                .equals(
                                                        "system:serviceaccount:"
                                                                + home
                                                                + ":"
                                                                + name);
                    };
            if (is) {
                return true;
            }
        }
        return false;
    }

    private boolean permits(KubeObject binding, Attributes.Resource asked) {
        JsonNode ref = binding.tree().path("roleRef");
        boolean cluster = ref.path("kind").asText().equals("ClusterRole");
        KubeObject role =
                stored.get(
                        ResourceKey.of(
                                cluster ? Kinds.CLUSTER_ROLE : Kinds.ROLE,
                                cluster ? "" : binding.namespace(),
                                ref.path("name").asText()));
        if (role == null) {
            return false;
        }
        String resource = asked.resource();
        String part = asked.subresource();
        for (JsonNode rule : role.tree().path("rules")) {
            String wanted = rule.at("/resources/0").asText();
            boolean matches =
                    matches(rule.at("/verbs/0").asText(), asked.verb())
                            && matches(rule.at("/apiGroups/0").asText(), asked.group())
                            && (wanted.equals("*")
                                    || wanted.equals(
                                            part.isEmpty() ? resource : resource + "/" + part)
                                    || (!part.isEmpty() && wanted.equals("*/" + part)))
                            && (!rule.has("resourceNames")
                                    || rule.at("/resourceNames/0").asText().equals(asked.name()));
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String permitted, String asked) {
        return permitted.equals("*") || permitted.equals(asked);
    }
}
