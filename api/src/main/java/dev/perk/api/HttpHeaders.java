package dev.perk.api;

/**
 * Header names of the request path ({@code knative/networking pkg/http/header}, {@code
 * knative/serving pkg/activator}).
 *
 * <p>All of them are trusted between Perk's own stages, so the gateway removes them from what
 * clients send.
 */
public final class HttpHeaders {
    /** Set by the gateway: the revision that was chosen. Removed before the container. */
    public static final String REVISION = "Knative-Serving-Revision";

    public static final String REVISION_NAMESPACE = "Knative-Serving-Namespace";

    /** Picks a tagged route without its own host, where the feature is on. */
    public static final String TAG = "Knative-Serving-Tag";

    public static final String DEFAULT_ROUTE = "Knative-Serving-Default-Route";

    /**
     * {@code probe}, {@code queue} or {@code activator}: a question to one stage, never to the
     * container.
     */
    public static final String NETWORK_PROBE = "K-Network-Probe";

    public static final String NETWORK_HASH = "K-Network-Hash";
    public static final String KUBELET_PROBE = "K-Kubelet-Probe";

    /** {@code activator}: this request was already counted there. */
    public static final String PROXY_REQUEST = "K-Proxy-Request";

    public static final String ORIGINAL_HOST = "K-Original-Host";
    public static final String PASSTHROUGH_LB = "K-Passthrough-Lb";

    /** User-Agent prefixes that mark a health check. */
    public static final String USER_AGENT_KUBE_PROBE = "kube-probe/";

    public static final String USER_AGENT_ACTIVATOR_PROBE = "Knative-Activator-Probe";
    public static final String USER_AGENT_AUTOSCALER_PROBE = "Knative-Autoscaling-Probe";
    public static final String USER_AGENT_INGRESS_PROBE = "Knative-Ingress-Probe";

    private HttpHeaders() {}
}
