package dev.perk.api;

/** Port numbers of the request path ({@code knative/networking pkg/apis/networking/ports.go}). */
public final class Ports {
    /** Where the container listens if the Service does not say. */
    public static final int DEFAULT_USER_PORT = 8080;

    public static final int QUEUE_HTTP1 = 8012;
    public static final int QUEUE_H2C = 8013;
    public static final int QUEUE_TLS = 8112;
    public static final int QUEUE_ADMIN = 8022;
    public static final int AUTOSCALER_METRICS = 9090;
    public static final int USER_METRICS = 9091;
    public static final int PROFILING = 8008;

    /** Ports of a revision's Services. */
    public static final int SERVICE_HTTP1 = 80;

    public static final int SERVICE_H2C = 81;
    public static final int SERVICE_TLS = 443;

    private Ports() {}
}
