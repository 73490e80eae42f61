package dev.perk.control.controllers.route;

/** Who may call a host. */
enum Visibility {
    /** Only who is inside the cluster. */
    CLUSTER_LOCAL("ClusterLocal"),
    /** Everybody who reaches the gateway. */
    EXTERNAL_IP("ExternalIP");

    private final String wireName;

    Visibility(String wireName) {
        this.wireName = wireName;
    }

    /** As written in a rule of an Ingress. */
    String wireName() {
        return wireName;
    }
}
