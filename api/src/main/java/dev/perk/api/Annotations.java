package dev.perk.api;

import java.util.Set;

/**
 * Annotation keys, spelled as Knative and Kubernetes spell them ({@code knative/serving
 * pkg/apis/{serving,autoscaling}/register.go}, {@code knative/networking
 * pkg/apis/networking/register.go}).
 */
public final class Annotations {
    public static final String CREATOR = "serving.knative.dev/creator";
    public static final String LAST_MODIFIER = "serving.knative.dev/lastModifier";
    public static final String ROUTES = "serving.knative.dev/routes";
    public static final String ROUTING_STATE_MODIFIED = "serving.knative.dev/routingStateModified";
    public static final String NO_GC = "serving.knative.dev/no-gc";
    public static final String LAST_PINNED = "serving.knative.dev/lastPinned";
    public static final String PROGRESS_DEADLINE = "serving.knative.dev/progress-deadline";
    public static final String ROLLOUT_DURATION = "serving.knative.dev/rollout-duration";
    public static final String ROLLOUT_DURATION_ALIAS = "serving.knative.dev/rolloutDuration";

    /**
     * Every key with this prefix configures the autoscaler and travels no further than the
     * PodAutoscaler.
     */
    public static final String AUTOSCALING_PREFIX = "autoscaling.knative.dev";

    public static final String CLASS = "autoscaling.knative.dev/class";
    public static final String METRIC = "autoscaling.knative.dev/metric";
    public static final String MIN_SCALE = "autoscaling.knative.dev/min-scale";
    public static final String MAX_SCALE = "autoscaling.knative.dev/max-scale";
    public static final String INITIAL_SCALE = "autoscaling.knative.dev/initial-scale";
    public static final String ACTIVATION_SCALE = "autoscaling.knative.dev/activation-scale";
    public static final String SCALE_DOWN_DELAY = "autoscaling.knative.dev/scale-down-delay";
    public static final String POD_RETENTION =
            "autoscaling.knative.dev/scale-to-zero-pod-retention-period";
    public static final String TARGET = "autoscaling.knative.dev/target";
    public static final String TARGET_UTILIZATION =
            "autoscaling.knative.dev/target-utilization-percentage";
    public static final String TARGET_BURST_CAPACITY =
            "autoscaling.knative.dev/target-burst-capacity";
    public static final String WINDOW = "autoscaling.knative.dev/window";
    public static final String PANIC_WINDOW = "autoscaling.knative.dev/panic-window-percentage";
    public static final String PANIC_THRESHOLD =
            "autoscaling.knative.dev/panic-threshold-percentage";
    public static final String AGGREGATION = "autoscaling.knative.dev/metric-aggregation-algorithm";

    /**
     * What a Service may say about scaling in its own metadata, for its latest ready revision and
     * without a new one. Perk's own: Knative takes none of these there.
     */
    public static final Set<String> ON_SERVICE = Set.of(MIN_SCALE, MAX_SCALE, TARGET, WINDOW);

    public static final String CLASS_KPA = "kpa.autoscaling.knative.dev";
    public static final String CLASS_HPA = "hpa.autoscaling.knative.dev";

    /** Perk's own: somebody else writes the replicas of the Deployment. */
    public static final String CLASS_EXTERNAL = "external";

    public static final String INGRESS_CLASS = "networking.knative.dev/ingress.class";
    public static final String INGRESS_CLASS_ALIAS = "networking.knative.dev/ingress-class";
    public static final String CERTIFICATE_CLASS = "networking.knative.dev/certificate.class";
    public static final String CERTIFICATE_CLASS_ALIAS = "networking.knative.dev/certificate-class";
    public static final String HTTP_OPTION = "networking.knative.dev/httpOption";
    public static final String HTTP_PROTOCOL = "networking.knative.dev/http-protocol";
    public static final String DISABLE_AUTO_TLS = "networking.knative.dev/disableAutoTLS";
    public static final String DISABLE_AUTO_TLS_ALIAS = "networking.knative.dev/disable-auto-tls";
    public static final String DISABLE_EXTERNAL_DOMAIN_TLS =
            "networking.knative.dev/disable-external-domain-tls";
    public static final String ROLLOUT = "networking.internal.knative.dev/rollout";
    public static final String TAG_TO_HOST = "networking.internal.knative.dev/tag-to-host";

    /** Deprecated upstream: a share of the container's resources for the queue-proxy. */
    public static final String QUEUE_RESOURCE_PERCENTAGE =
            "queue.sidecar.serving.knative.dev/resource-percentage";

    public static final String QUEUE_RESOURCE_PERCENTAGE_ALIAS =
            "queue.sidecar.serving.knative.dev/resourcePercentage";

    /** Followed by a resource, {@code -resource-}, and {@code request} or {@code limit}. */
    public static final String QUEUE_SIDECAR_PREFIX = "queue.sidecar.serving.knative.dev/";

    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    public static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
    public static final String DEPLOYMENT_REVISION = "deployment.kubernetes.io/revision";
    public static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
    public static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

    private Annotations() {}
}
