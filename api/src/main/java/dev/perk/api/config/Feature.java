package dev.perk.api.config;

import dev.perk.api.config.FeaturesConfig.Flag;

/** One switch of {@code config-features}; the comment says what it opens. */
public enum Feature {
    /** More than one container in a pod. */
    MULTI_CONTAINER("multi-container", Flag.ENABLED),
    /** Probes on containers that do not serve. */
    MULTI_CONTAINER_PROBING("multi-container-probing", Flag.DISABLED),
    AFFINITY("kubernetes.podspec-affinity", Flag.DISABLED),
    TOPOLOGY_SPREAD("kubernetes.podspec-topologyspreadconstraints", Flag.DISABLED),
    HOST_ALIASES("kubernetes.podspec-hostaliases", Flag.DISABLED),
    /** Environment variables from fields and resources of the pod. */
    FIELD_REF("kubernetes.podspec-fieldref", Flag.DISABLED),
    NODE_SELECTOR("kubernetes.podspec-nodeselector", Flag.DISABLED),
    RUNTIME_CLASS_NAME("kubernetes.podspec-runtimeclassname", Flag.DISABLED),
    TOLERATIONS("kubernetes.podspec-tolerations", Flag.DISABLED),
    /** The security context of the pod. */
    SECURITY_CONTEXT("kubernetes.podspec-securitycontext", Flag.DISABLED),
    SHARE_PROCESS_NAMESPACE("kubernetes.podspec-shareprocessnamespace", Flag.DISABLED),
    HOST_IPC("kubernetes.podspec-hostipc", Flag.DISABLED),
    HOST_PID("kubernetes.podspec-hostpid", Flag.DISABLED),
    HOST_NETWORK("kubernetes.podspec-hostnetwork", Flag.DISABLED),
    PRIORITY_CLASS_NAME("kubernetes.podspec-priorityclassname", Flag.DISABLED),
    SCHEDULER_NAME("kubernetes.podspec-schedulername", Flag.DISABLED),
    DNS_POLICY("kubernetes.podspec-dnspolicy", Flag.DISABLED),
    DNS_CONFIG("kubernetes.podspec-dnsconfig", Flag.DISABLED),
    INIT_CONTAINERS("kubernetes.podspec-init-containers", Flag.DISABLED),
    /** Capabilities in addition to the runtime's default. */
    ADD_CAPABILITIES("kubernetes.containerspec-addcapabilities", Flag.DISABLED),
    VOLUME_EMPTY_DIR("kubernetes.podspec-volumes-emptydir", Flag.ENABLED),
    VOLUME_HOST_PATH("kubernetes.podspec-volumes-hostpath", Flag.DISABLED),
    VOLUME_CSI("kubernetes.podspec-volumes-csi", Flag.DISABLED),
    VOLUME_EPHEMERAL("kubernetes.podspec-volumes-ephemeral", Flag.DISABLED),
    VOLUME_IMAGE("kubernetes.podspec-volumes-image", Flag.DISABLED),
    MOUNT_PROPAGATION("kubernetes.podspec-volumes-mount-propagation", Flag.DISABLED),
    PERSISTENT_VOLUME_CLAIM("kubernetes.podspec-persistent-volume-claim", Flag.DISABLED),
    /** Claims that are not read-only. */
    PERSISTENT_VOLUME_WRITE("kubernetes.podspec-persistent-volume-write", Flag.DISABLED),
    /** Choosing a tagged route by header. */
    TAG_HEADER_ROUTING("tag-header-based-routing", Flag.DISABLED),
    /** Finding out by a probe whether a container speaks h2c. */
    AUTODETECT_HTTP2("autodetect-http2", Flag.DISABLED),
    /** Labels and annotations of the pod as files in the queue-proxy. */
    QUEUE_PROXY_POD_INFO("queueproxy.mount-podinfo", Flag.DISABLED),
    /** Requests and limits for the queue-proxy where none are configured. */
    QUEUE_PROXY_RESOURCE_DEFAULTS("queueproxy.resource-defaults", Flag.DISABLED);

    private final String key;
    private final Flag standard;

    Feature(String key, Flag standard) {
        this.key = key;
        this.standard = standard;
    }

    /** The key in {@code config-features}. */
    public String key() {
        return key;
    }

    /** How it is set where the ConfigMap does not say. */
    public Flag standard() {
        return standard;
    }
}
