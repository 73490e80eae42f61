package dev.perk.api;

import static dev.perk.api.BuiltInKind.ALL;
import static dev.perk.api.BuiltInKind.NONE;
import static dev.perk.api.BuiltInKind.STATUS;
import static dev.perk.api.BuiltInKind.builtIn;
import static dev.perk.api.BuiltInKind.core;

import java.util.List;

/**
 * Kubernetes' kinds that Knative needs nothing of, but that clients, charts and people expect: they
 * are checked, stored and shown, and nothing acts upon most of them.
 */
public final class StoredKinds {
    private static final List<String> SCALED = List.of("status", "scale");

    public static final ResourceType REPLICATION_CONTROLLER =
            core(
                    "ReplicationController",
                    "replicationcontrollers",
                    List.of("rc"),
                    ALL,
                    true,
                    SCALED);
    public static final ResourceType RESOURCE_QUOTA =
            core("ResourceQuota", "resourcequotas", List.of("quota"), NONE, true, STATUS);
    public static final ResourceType LIMIT_RANGE =
            core("LimitRange", "limitranges", List.of("limits"), NONE, true, NONE);
    public static final ResourceType PERSISTENT_VOLUME =
            core("PersistentVolume", "persistentvolumes", List.of("pv"), NONE, false, STATUS);
    public static final ResourceType PERSISTENT_VOLUME_CLAIM =
            core(
                    "PersistentVolumeClaim",
                    "persistentvolumeclaims",
                    List.of("pvc"),
                    NONE,
                    true,
                    STATUS);
    public static final ResourceType POD_TEMPLATE =
            core("PodTemplate", "podtemplates", NONE, NONE, true, NONE);

    public static final ResourceType STATEFUL_SET =
            builtIn("apps", "StatefulSet", "statefulsets", List.of("sts"), ALL, true, SCALED);
    public static final ResourceType DAEMON_SET =
            builtIn("apps", "DaemonSet", "daemonsets", List.of("ds"), ALL, true, STATUS);
    public static final ResourceType CONTROLLER_REVISION =
            builtIn("apps", "ControllerRevision", "controllerrevisions", NONE, NONE, true, NONE);

    public static final ResourceType HORIZONTAL_POD_AUTOSCALER = autoscaler("v2");

    /** The same objects as {@link #HORIZONTAL_POD_AUTOSCALER}, as an older version shows them. */
    public static final ResourceType HORIZONTAL_POD_AUTOSCALER_V1 = autoscaler("v1");

    /** The same objects as {@link Kinds#EVENT}, as another group shows them. */
    public static final ResourceType NEW_EVENT =
            builtIn("events.k8s.io", "Event", "events", List.of("ev"), NONE, true, NONE);

    public static final ResourceType JOB = builtIn("batch", "Job", "jobs", NONE, ALL, true, STATUS);
    public static final ResourceType CRON_JOB =
            builtIn("batch", "CronJob", "cronjobs", List.of("cj"), ALL, true, STATUS);

    public static final ResourceType INGRESS =
            builtIn(
                    "networking.k8s.io",
                    "Ingress",
                    "ingresses",
                    List.of("ing"),
                    NONE,
                    true,
                    STATUS);
    public static final ResourceType INGRESS_CLASS =
            builtIn("networking.k8s.io", "IngressClass", "ingressclasses", NONE, NONE, false, NONE);
    public static final ResourceType NETWORK_POLICY =
            builtIn(
                    "networking.k8s.io",
                    "NetworkPolicy",
                    "networkpolicies",
                    List.of("netpol"),
                    NONE,
                    true,
                    NONE);
    public static final ResourceType POD_DISRUPTION_BUDGET =
            builtIn(
                    "policy",
                    "PodDisruptionBudget",
                    "poddisruptionbudgets",
                    List.of("pdb"),
                    NONE,
                    true,
                    STATUS);
    public static final ResourceType PRIORITY_CLASS =
            builtIn(
                    "scheduling.k8s.io",
                    "PriorityClass",
                    "priorityclasses",
                    List.of("pc"),
                    NONE,
                    false,
                    NONE);
    public static final ResourceType STORAGE_CLASS =
            builtIn(
                    "storage.k8s.io",
                    "StorageClass",
                    "storageclasses",
                    List.of("sc"),
                    NONE,
                    false,
                    NONE);
    public static final ResourceType RUNTIME_CLASS =
            builtIn("node.k8s.io", "RuntimeClass", "runtimeclasses", NONE, NONE, false, NONE);

    private StoredKinds() {}

    private static ResourceType autoscaler(String version) {
        return new ResourceType(
                "autoscaling",
                version,
                "HorizontalPodAutoscaler",
                "horizontalpodautoscalers",
                "horizontalpodautoscaler",
                List.of("hpa"),
                ALL,
                true,
                STATUS,
                false);
    }
}
