package dev.perk.request.gateway;

/** Who may reach a rule, and from where an entry is reached. */
public enum Visibility {
    EXTERNAL_IP("ExternalIP"),
    CLUSTER_LOCAL("ClusterLocal");

    private final String text;

    Visibility(String text) {
        this.text = text;
    }

    /** As in an Ingress. */
    public String text() {
        return text;
    }
}
