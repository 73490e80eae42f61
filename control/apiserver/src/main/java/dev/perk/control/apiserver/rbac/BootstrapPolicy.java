package dev.perk.control.apiserver.rbac;

import static dev.perk.control.apiserver.rbac.PolicyRule.ofPaths;
import static dev.perk.control.apiserver.rbac.PolicyRule.ofResources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.ServiceAccounts;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The roles and bindings that every cluster begins with, and those of Knative's release that give
 * its kinds to {@code admin}, {@code edit} and {@code view}.
 *
 * <p>Source: {@code kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go}; {@code
 * knative/serving config/core/200-roles/clusterrole-namespaced.yaml}. Left out are the roles of
 * Kubernetes' own components: Perk's are one process, and need none.
 */
public final class BootstrapPolicy {
    /** Unless it is {@code false}, a start gives the object back what it has lost. */
    static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE =
            List.of("create", "delete", "deletecollection", "patch", "update");
    private static final List<String> READ_WRITE =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");
    private static final List<String> GET = List.of("get");
    private static final List<String> CREATE = List.of("create");
    private static final List<String> HEALTH_AND_VERSION =
            List.of("/healthz", "/livez", "/readyz", "/version", "/version/");
    private static final String SERVING = "serving.knative.dev";
    private static final List<String> INTERNAL =
            List.of(
                    "networking.internal.knative.dev",
                    "autoscaling.internal.knative.dev",
                    "caching.internal.knative.dev");
    private static final String UNAUTHENTICATED = User.ANONYMOUS.groups().getFirst();

    private BootstrapPolicy() {}

    /** All of it, roles before what binds them. */
    public static List<KubeObject> objects() {
        List<KubeObject> objects = new ArrayList<>();
        objects.add(role("cluster-admin", PolicyRule.FULL_AUTHORITY));
        objects.add(role("system:discovery", discovery()));
        objects.add(role("system:basic-user", basicUser()));
        objects.add(role("system:public-info-viewer", List.of(ofPaths(GET, HEALTH_AND_VERSION))));
        objects.add(role("system:monitoring", monitoring()));
        objects.add(role("system:auth-delegator", authDelegator()));
        objects.add(role("system:service-account-issuer-discovery", issuerDiscovery()));
        objects.add(aggregated("admin", ""));
        objects.add(aggregated("edit", "admin"));
        objects.add(aggregated("view", "edit"));
        objects.add(part("system:aggregate-to-admin", "admin", admin()));
        objects.add(part("system:aggregate-to-edit", "edit", edit()));
        objects.add(part("system:aggregate-to-view", "view", view()));
        objects.add(part("knative-serving-namespaced-admin", "admin", knativeAdmin()));
        objects.add(part("knative-serving-namespaced-edit", "edit", knativeEdit()));
        objects.add(part("knative-serving-namespaced-view", "view", knativeView()));
        objects.add(binding("cluster-admin", User.MASTERS));
        objects.add(binding("system:discovery", User.AUTHENTICATED));
        objects.add(binding("system:basic-user", User.AUTHENTICATED));
        objects.add(binding("system:public-info-viewer", User.AUTHENTICATED, UNAUTHENTICATED));
        objects.add(binding("system:monitoring", "system:monitoring"));
        objects.add(binding("system:service-account-issuer-discovery", ServiceAccounts.GROUP));
        return List.copyOf(objects);
    }

    private static List<PolicyRule> discovery() {
        List<String> paths = new ArrayList<>(HEALTH_AND_VERSION);
        paths.addAll(List.of("/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"));
        return List.of(ofPaths(GET, paths));
    }

    private static List<PolicyRule> basicUser() {
        return List.of(
                ofResources(
                        CREATE,
                        List.of("authorization.k8s.io"),
                        List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews")),
                ofResources(
                        CREATE, List.of("authentication.k8s.io"), List.of("selfsubjectreviews")));
    }

    private static List<PolicyRule> monitoring() {
        return List.of(
                ofPaths(
                        GET,
                        List.of(
                                "/healthz",
                                "/healthz/*",
                                "/livez",
                                "/livez/*",
                                "/metrics",
                                "/metrics/slis",
                                "/readyz",
                                "/readyz/*")));
    }

    private static List<PolicyRule> authDelegator() {
        return List.of(
                ofResources(CREATE, List.of("authentication.k8s.io"), List.of("tokenreviews")),
                ofResources(
                        CREATE, List.of("authorization.k8s.io"), List.of("subjectaccessreviews")));
    }

    private static List<PolicyRule> issuerDiscovery() {
        return List.of(
                ofPaths(
                        GET,
                        List.of(
                                "/.well-known/openid-configuration",
                                "/.well-known/openid-configuration/",
                                "/openid/v1/jwks",
                                "/openid/v1/jwks/")));
    }

    private static List<PolicyRule> admin() {
        return List.of(
                ofResources(
                        CREATE,
                        List.of("authorization.k8s.io"),
                        List.of("localsubjectaccessreviews")),
                ofResources(
                        READ_WRITE,
                        List.of("rbac.authorization.k8s.io"),
                        List.of("roles", "rolebindings")));
    }

    private static List<PolicyRule> edit() {
        return List.of(
                core(
                        READ,
                        "pods/attach",
                        "pods/proxy",
                        "pods/exec",
                        "pods/portforward",
                        "secrets",
                        "services/proxy"),
                core(List.of("impersonate"), "serviceaccounts"),
                core(WRITE, "pods", "pods/attach", "pods/proxy", "pods/exec", "pods/portforward"),
                core(CREATE, "pods/eviction"),
                core(
                        WRITE,
                        "replicationcontrollers",
                        "replicationcontrollers/scale",
                        "serviceaccounts",
                        "services",
                        "services/proxy",
                        "persistentvolumeclaims",
                        "configmaps",
                        "secrets",
                        "events"),
                core(CREATE, "serviceaccounts/token"),
                group(
                        "apps",
                        WRITE,
                        "statefulsets",
                        "statefulsets/scale",
                        "daemonsets",
                        "deployments",
                        "deployments/scale",
                        "deployments/rollback",
                        "replicasets",
                        "replicasets/scale"),
                group("autoscaling", WRITE, "horizontalpodautoscalers"),
                group("batch", WRITE, "jobs", "cronjobs"),
                group("policy", WRITE, "poddisruptionbudgets"),
                group("networking.k8s.io", WRITE, "networkpolicies", "ingresses"),
                group("coordination.k8s.io", READ_WRITE, "leases"));
    }

    private static List<PolicyRule> view() {
        return List.of(
                core(
                        READ,
                        "pods",
                        "replicationcontrollers",
                        "replicationcontrollers/scale",
                        "serviceaccounts",
                        "services",
                        "services/status",
                        "endpoints",
                        "persistentvolumeclaims",
                        "persistentvolumeclaims/status",
                        "configmaps"),
                core(
                        READ,
                        "limitranges",
                        "resourcequotas",
                        "bindings",
                        "events",
                        "pods/status",
                        "resourcequotas/status",
                        "namespaces/status",
                        "replicationcontrollers/status",
                        "pods/log"),
                core(READ, "namespaces"),
                group("discovery.k8s.io", READ, "endpointslices"),
                group(
                        "apps",
                        READ,
                        "controllerrevisions",
                        "statefulsets",
                        "statefulsets/status",
                        "statefulsets/scale",
                        "daemonsets",
                        "daemonsets/status",
                        "deployments",
                        "deployments/status",
                        "deployments/scale",
                        "replicasets",
                        "replicasets/status",
                        "replicasets/scale"),
                group(
                        "autoscaling",
                        READ,
                        "horizontalpodautoscalers",
                        "horizontalpodautoscalers/status"),
                group("batch", READ, "jobs", "cronjobs", "cronjobs/status", "jobs/status"),
                group("policy", READ, "poddisruptionbudgets", "poddisruptionbudgets/status"),
                group(
                        "networking.k8s.io",
                        READ,
                        "networkpolicies",
                        "ingresses",
                        "ingresses/status"));
    }

    private static List<PolicyRule> knativeAdmin() {
        return List.of(
                group(SERVING, List.of("*"), "*"), ofResources(READ, INTERNAL, List.of("*")));
    }

    private static List<PolicyRule> knativeEdit() {
        return List.of(
                group(SERVING, List.of("create", "update", "patch", "delete"), "*"),
                ofResources(READ, INTERNAL, List.of("*")));
    }

    private static List<PolicyRule> knativeView() {
        List<String> groups = new ArrayList<>(List.of(SERVING));
        groups.addAll(INTERNAL);
        return List.of(ofResources(READ, groups, List.of("*")));
    }

    private static PolicyRule core(List<String> verbs, String... resources) {
        return group("", verbs, resources);
    }

    private static PolicyRule group(String group, List<String> verbs, String... resources) {
        return ofResources(verbs, List.of(group), List.of(resources));
    }

    private static KubeObject role(String name, List<PolicyRule> rules) {
        ObjectNode role = object(Kinds.CLUSTER_ROLE, name);
        var all = role.putArray("rules");
        rules.forEach(rule -> all.add(rule.tree()));
        return KubeObject.of(Kinds.CLUSTER_ROLE, role);
    }

    /** A role that is a part of another one. */
    private static KubeObject part(String name, String of, List<PolicyRule> rules) {
        return role(name, rules).with(role -> label(role, AGGREGATE + of, "true"));
    }

    /**
     * A role that is made of all that are labelled as parts of it.
     *
     * @param of what it is a part of itself, empty for nothing
     */
    private static KubeObject aggregated(String name, String of) {
        return role(name, List.of())
                .with(role -> {
                    role.putObject("aggregationRule")
                            .putArray("clusterRoleSelectors")
                            .addObject()
                            .putObject("matchLabels")
                            .put(AGGREGATE + name, "true");
                    if (!of.isEmpty()) {
                        label(role, AGGREGATE + of, "true");
                    }
                });
    }

    private static void label(ObjectNode object, String key, String value) {
        ((ObjectNode) object.path("metadata").path("labels")).put(key, value);
    }

    /** Gives the role of the same name to groups. */
    private static KubeObject binding(String name, String... groups) {
        ObjectNode binding = object(Kinds.CLUSTER_ROLE_BINDING, name);
        binding.putObject("roleRef")
                .put("apiGroup", Kinds.ROLE.group())
                .put("kind", Kinds.CLUSTER_ROLE.kind())
                .put("name", name);
        var subjects = binding.putArray("subjects");
        for (String group : groups) {
            subjects.addObject()
                    .put("apiGroup", Kinds.ROLE.group())
                    .put("kind", "Group")
                    .put("name", group);
        }
        return KubeObject.of(Kinds.CLUSTER_ROLE_BINDING, binding);
    }

    private static ObjectNode object(ResourceType type, String name) {
        ObjectNode object =
                Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
        metadata.putObject("annotations").put(AUTO_UPDATE, "true");
        return object;
    }
}
