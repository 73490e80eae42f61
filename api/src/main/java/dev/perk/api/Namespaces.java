package dev.perk.api;

import java.util.List;

/** Namespaces that exist from the first start. */
public final class Namespaces {
    public static final String DEFAULT = "default";
    public static final String KUBE_SYSTEM = "kube-system";
    public static final String KUBE_PUBLIC = "kube-public";
    public static final String KUBE_NODE_LEASE = "kube-node-lease";

    /** Home of the ConfigMaps that configure Perk. */
    public static final String KNATIVE_SERVING = "knative-serving";

    public static final List<String> BOOTSTRAP =
            List.of(DEFAULT, KUBE_SYSTEM, KUBE_PUBLIC, KUBE_NODE_LEASE, KNATIVE_SERVING);

    private Namespaces() {}
}
