package dev.perk.api.condition;

import java.util.List;

/**
 * Which conditions decide about another one. All that are neither {@code happy} nor a dependent
 * only inform.
 *
 * @param happy the one that follows from the others
 * @param dependents those that must all be true for it, in Knative's order
 */
public record ConditionSet(String happy, List<String> dependents) {
    public static final ConditionSet SERVICE =
            ready(Types.CONFIGURATIONS_READY, Types.ROUTES_READY);
    public static final ConditionSet CONFIGURATION = ready();
    public static final ConditionSet REVISION =
            ready(Types.RESOURCES_AVAILABLE, Types.CONTAINER_HEALTHY);
    public static final ConditionSet ROUTE =
            ready(Types.ALL_TRAFFIC_ASSIGNED, Types.INGRESS_READY, Types.CERTIFICATE_PROVISIONED);
    public static final ConditionSet DOMAIN_MAPPING =
            ready(
                    Types.DOMAIN_CLAIMED,
                    Types.REFERENCE_RESOLVED,
                    Types.INGRESS_READY,
                    Types.CERTIFICATE_PROVISIONED);
    public static final ConditionSet POD_AUTOSCALER =
            ready(Types.ACTIVE, Types.SCALE_TARGET_INITIALIZED, Types.SKS_READY);
    public static final ConditionSet METRIC = ready();
    public static final ConditionSet SERVERLESS_SERVICE = ready(Types.ENDPOINTS_POPULATED);
    public static final ConditionSet INGRESS =
            ready(Types.NETWORK_CONFIGURED, Types.LOAD_BALANCER_READY);
    public static final ConditionSet CERTIFICATE = ready();
    public static final ConditionSet IMAGE = ready();

    /** The condition types of all kinds. */
    public static final class Types {
        public static final String CONFIGURATIONS_READY = "ConfigurationsReady";
        public static final String ROUTES_READY = "RoutesReady";
        public static final String RESOURCES_AVAILABLE = "ResourcesAvailable";
        public static final String CONTAINER_HEALTHY = "ContainerHealthy";

        /** Decides about a PodAutoscaler; on a Revision it only informs. */
        public static final String ACTIVE = "Active";

        public static final String ALL_TRAFFIC_ASSIGNED = "AllTrafficAssigned";
        public static final String INGRESS_READY = "IngressReady";
        public static final String CERTIFICATE_PROVISIONED = "CertificateProvisioned";
        public static final String DOMAIN_CLAIMED = "DomainClaimed";
        public static final String REFERENCE_RESOLVED = "ReferenceResolved";
        public static final String SCALE_TARGET_INITIALIZED = "ScaleTargetInitialized";
        public static final String SKS_READY = "SKSReady";
        public static final String ENDPOINTS_POPULATED = "EndpointsPopulated";

        /** Informs whether requests go through the activator. */
        public static final String ACTIVATOR_ENDPOINTS_POPULATED = "ActivatorEndpointsPopulated";

        public static final String NETWORK_CONFIGURED = "NetworkConfigured";
        public static final String LOAD_BALANCER_READY = "LoadBalancerReady";

        private Types() {}
    }

    public ConditionSet {
        dependents = List.copyOf(dependents);
    }

    private static ConditionSet ready(String... dependents) {
        return new ConditionSet(Condition.READY, List.of(dependents));
    }

    boolean decidesWith(String type) {
        return dependents.contains(type);
    }

    String severityOf(String type) {
        return type.equals(happy) || decidesWith(type) ? "" : Condition.INFO;
    }
}
