package dev.perk.api;

/**
 * Label keys, spelled as Knative and Kubernetes spell them ({@code knative/serving
 * pkg/apis/serving/register.go}).
 */
public final class Labels {
    public static final String APP = "app";
    public static final String SERVICE = "serving.knative.dev/service";
    public static final String SERVICE_UID = "serving.knative.dev/serviceUID";
    public static final String CONFIGURATION = "serving.knative.dev/configuration";
    public static final String CONFIGURATION_UID = "serving.knative.dev/configurationUID";
    public static final String CONFIGURATION_GENERATION =
            "serving.knative.dev/configurationGeneration";
    public static final String REVISION = "serving.knative.dev/revision";
    public static final String REVISION_UID = "serving.knative.dev/revisionUID";
    public static final String DEPLOYMENT_HASH = "serving.knative.dev/deployment-hash";
    public static final String ROUTE = "serving.knative.dev/route";
    public static final String ROUTE_NAMESPACE = "serving.knative.dev/routeNamespace";

    /** {@code pending}, {@code active} or {@code reserve}. */
    public static final String ROUTING_STATE = "serving.knative.dev/routingState";

    /** {@code cluster-local} keeps a route off the public gateway. */
    public static final String VISIBILITY = "networking.knative.dev/visibility";

    public static final String SKS = "networking.internal.knative.dev/serverlessservice";

    /** {@code Public} or {@code Private}, on the Services that a ServerlessService owns. */
    public static final String SERVICE_TYPE = "networking.internal.knative.dev/serviceType";

    /** On every Namespace: its own name, so that selectors can match it. */
    public static final String METADATA_NAME = "kubernetes.io/metadata.name";

    public static final String POD_TEMPLATE_HASH = "pod-template-hash";

    /** On an EndpointSlice: the Service that it belongs to. */
    public static final String SLICE_SERVICE_NAME = "kubernetes.io/service-name";

    public static final String SLICE_MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    private Labels() {}
}
