package dev.perk.api;

import static dev.perk.api.BuiltInKind.ALL;
import static dev.perk.api.BuiltInKind.NONE;
import static dev.perk.api.BuiltInKind.STATUS;
import static dev.perk.api.BuiltInKind.builtIn;
import static dev.perk.api.BuiltInKind.core;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds that Perk serves, in the order of discovery: the core group first, so that a bare
 * {@code services} means Kubernetes'.
 *
 * <p>Names, short names and categories: Kubernetes 1.32 discovery; {@code knative/serving
 * config/core/300-resources}.
 */
public final class Kinds {
    private static final List<String> SERVING = List.of("all", "knative", "serving");

    public static final ResourceType NAMESPACE =
            core(
                    "Namespace",
                    "namespaces",
                    List.of("ns"),
                    NONE,
                    false,
                    List.of("status", "finalize"));
    public static final ResourceType NODE =
            core("Node", "nodes", List.of("no"), NONE, false, STATUS);
    public static final ResourceType POD =
            core(
                    "Pod",
                    "pods",
                    List.of("po"),
                    ALL,
                    true,
                    List.of(
                            "status",
                            "log",
                            "binding",
                            "eviction",
                            "exec",
                            "attach",
                            "portforward",
                            "ephemeralcontainers"));
    public static final ResourceType SERVICE =
            core("Service", "services", List.of("svc"), ALL, true, STATUS);
    public static final ResourceType ENDPOINTS =
            core("Endpoints", "endpoints", List.of("ep"), NONE, true, NONE);
    public static final ResourceType CONFIG_MAP =
            core("ConfigMap", "configmaps", List.of("cm"), NONE, true, NONE);
    public static final ResourceType SECRET = core("Secret", "secrets", NONE, NONE, true, NONE);
    public static final ResourceType SERVICE_ACCOUNT =
            core("ServiceAccount", "serviceaccounts", List.of("sa"), NONE, true, List.of("token"));
    public static final ResourceType EVENT =
            core("Event", "events", List.of("ev"), NONE, true, NONE);

    public static final ResourceType DEPLOYMENT =
            builtIn(
                    "apps",
                    "Deployment",
                    "deployments",
                    List.of("deploy"),
                    ALL,
                    true,
                    List.of("status", "scale"));
    public static final ResourceType REPLICA_SET =
            builtIn(
                    "apps",
                    "ReplicaSet",
                    "replicasets",
                    List.of("rs"),
                    ALL,
                    true,
                    List.of("status", "scale"));
    public static final ResourceType ENDPOINT_SLICE =
            builtIn("discovery.k8s.io", "EndpointSlice", "endpointslices", NONE, NONE, true, NONE);
    public static final ResourceType LEASE =
            builtIn("coordination.k8s.io", "Lease", "leases", NONE, NONE, true, NONE);
    public static final ResourceType CLUSTER_ROLE = rbac("ClusterRole", false);
    public static final ResourceType CLUSTER_ROLE_BINDING = rbac("ClusterRoleBinding", false);
    public static final ResourceType ROLE = rbac("Role", true);
    public static final ResourceType ROLE_BINDING = rbac("RoleBinding", true);
    public static final ResourceType CUSTOM_RESOURCE_DEFINITION =
            builtIn(
                    "apiextensions.k8s.io",
                    "CustomResourceDefinition",
                    "customresourcedefinitions",
                    List.of("crd", "crds"),
                    List.of("api-extensions"),
                    false,
                    STATUS);

    public static final ResourceType MUTATING_WEBHOOK_CONFIGURATION =
            builtIn(
                    "admissionregistration.k8s.io",
                    "MutatingWebhookConfiguration",
                    "mutatingwebhookconfigurations",
                    NONE,
                    List.of("api-extensions"),
                    false,
                    NONE);
    public static final ResourceType VALIDATING_WEBHOOK_CONFIGURATION =
            builtIn(
                    "admissionregistration.k8s.io",
                    "ValidatingWebhookConfiguration",
                    "validatingwebhookconfigurations",
                    NONE,
                    List.of("api-extensions"),
                    false,
                    NONE);

    public static final ResourceType KNATIVE_SERVICE =
            serving("Service", "services", "service", List.of("kservice", "ksvc"));
    public static final ResourceType ROUTE = serving("Route", "routes", "route", List.of("rt"));
    public static final ResourceType CONFIGURATION =
            serving("Configuration", "configurations", "configuration", List.of("config", "cfg"));
    public static final ResourceType REVISION =
            serving("Revision", "revisions", "revision", List.of("rev"));

    public static final ResourceType POD_AUTOSCALER =
            internal(
                    "autoscaling.internal.knative.dev",
                    "PodAutoscaler",
                    "podautoscalers",
                    List.of("kpa", "pa"),
                    "autoscaling");
    public static final ResourceType METRIC =
            internal("autoscaling.internal.knative.dev", "Metric", "metrics", NONE, "autoscaling");
    public static final ResourceType SERVERLESS_SERVICE =
            internal(
                    "networking.internal.knative.dev",
                    "ServerlessService",
                    "serverlessservices",
                    List.of("sks"),
                    "networking");
    public static final ResourceType INGRESS =
            internal(
                    "networking.internal.knative.dev",
                    "Ingress",
                    "ingresses",
                    List.of("kingress", "king"),
                    "networking");
    public static final ResourceType IMAGE =
            internal("caching.internal.knative.dev", "Image", "images", NONE, "caching");

    /** Every served kind, in the order of discovery. */
    public static final List<ResourceType> SERVED =
            List.of(
                    NAMESPACE,
                    NODE,
                    POD,
                    SERVICE,
                    ENDPOINTS,
                    CONFIG_MAP,
                    SECRET,
                    SERVICE_ACCOUNT,
                    EVENT,
                    StoredKinds.REPLICATION_CONTROLLER,
                    StoredKinds.RESOURCE_QUOTA,
                    StoredKinds.LIMIT_RANGE,
                    StoredKinds.PERSISTENT_VOLUME,
                    StoredKinds.PERSISTENT_VOLUME_CLAIM,
                    StoredKinds.POD_TEMPLATE,
                    DEPLOYMENT,
                    REPLICA_SET,
                    StoredKinds.STATEFUL_SET,
                    StoredKinds.DAEMON_SET,
                    StoredKinds.CONTROLLER_REVISION,
                    StoredKinds.NEW_EVENT,
                    StoredKinds.HORIZONTAL_POD_AUTOSCALER,
                    StoredKinds.HORIZONTAL_POD_AUTOSCALER_V1,
                    StoredKinds.CRON_JOB,
                    StoredKinds.JOB,
                    StoredKinds.INGRESS_CLASS,
                    StoredKinds.INGRESS,
                    StoredKinds.NETWORK_POLICY,
                    StoredKinds.POD_DISRUPTION_BUDGET,
                    CLUSTER_ROLE,
                    CLUSTER_ROLE_BINDING,
                    ROLE,
                    ROLE_BINDING,
                    StoredKinds.STORAGE_CLASS,
                    CUSTOM_RESOURCE_DEFINITION,
                    MUTATING_WEBHOOK_CONFIGURATION,
                    VALIDATING_WEBHOOK_CONFIGURATION,
                    StoredKinds.PRIORITY_CLASS,
                    LEASE,
                    StoredKinds.RUNTIME_CLASS,
                    ENDPOINT_SLICE,
                    KNATIVE_SERVICE,
                    CONFIGURATION,
                    REVISION,
                    ROUTE,
                    POD_AUTOSCALER,
                    METRIC,
                    SERVERLESS_SERVICE,
                    INGRESS,
                    IMAGE);

    private Kinds() {}

    /** Whether Knative defines the kind, and Perk knows it without being told. */
    public static boolean isKnative(ResourceType type) {
        return type.custom() && SERVED.contains(type);
    }

    public static Optional<ResourceType> find(String apiVersion, String kind) {
        return SERVED.stream()
                .filter(type -> type.kind().equals(kind) && type.apiVersion().equals(apiVersion))
                .findFirst();
    }

    private static ResourceType rbac(String kind, boolean namespaced) {
        return builtIn(
                "rbac.authorization.k8s.io",
                kind,
                kind.toLowerCase(Locale.ROOT) + "s",
                NONE,
                NONE,
                namespaced,
                NONE);
    }

    private static ResourceType serving(
            String kind, String plural, String singular, List<String> shortNames) {
        return new ResourceType(
                "serving.knative.dev",
                "v1",
                kind,
                plural,
                singular,
                shortNames,
                SERVING,
                true,
                STATUS,
                true);
    }

    private static ResourceType internal(
            String group, String kind, String plural, List<String> shortNames, String area) {
        String singular = kind.toLowerCase(Locale.ROOT);
        List<String> categories = List.of("knative-internal", area);
        return new ResourceType(
                group,
                "v1alpha1",
                kind,
                plural,
                singular,
                shortNames,
                categories,
                true,
                STATUS,
                true);
    }
}
