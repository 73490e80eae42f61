package dev.perk.api.config;

import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.GoTemplate;
import dev.perk.api.text.Parsed;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code config-observability}: what Perk and its queue-proxies tell about themselves.
 *
 * <p>Source: {@code knative/serving pkg/observability}, {@code knative/pkg observability}.
 *
 * @param revisionUrlTemplate the page with a revision's logs, where {@code ${REVISION_UID}} stands
 *     for its uid; empty: there is none
 * @param requestLogTemplate one line of the request log; empty: nothing is logged
 * @param metrics of the control plane
 * @param requestMetrics of the queue-proxies
 * @param tracingSamplingRate 0 to 1
 */
public record ObservabilityConfig(
        boolean enableVarLogCollection,
        String revisionUrlTemplate,
        Optional<GoTemplate> requestLogTemplate,
        boolean enableRequestLog,
        boolean enableProbeRequestLog,
        Metrics metrics,
        Metrics requestMetrics,
        TracingProtocol tracingProtocol,
        String tracingEndpoint,
        double tracingSamplingRate,
        boolean profiling,
        Duration runtimeExportInterval) {

    /** How metrics leave the process. */
    public enum MetricsProtocol {
        NONE,
        PROMETHEUS,
        GRPC,
        HTTP_PROTOBUF;

        private boolean pushes() {
            return this == GRPC || this == HTTP_PROTOBUF;
        }
    }

    /**
     * @param endpoint where to push to, or for Prometheus the address to listen on
     * @param exportInterval between pushes, zero for the default of a minute
     */
    public record Metrics(MetricsProtocol protocol, String endpoint, Duration exportInterval) {}

    /** How traces leave the process. */
    public enum TracingProtocol {
        NONE,
        STDOUT,
        GRPC,
        HTTP_PROTOBUF
    }

    public static final String NAME = "config-observability";

    private static final String REQUEST_LOG =
            "{\"httpRequest\": {\"requestMethod\": \"{{.Request.Method}}\", \"requestUrl\":"
                    + " \"{{js .Request.RequestURI}}\", \"requestSize\":"
                    + " \"{{.Request.ContentLength}}\", \"status\": {{.Response.Code}},"
                    + " \"responseSize\": \"{{.Response.Size}}\", \"userAgent\":"
                    + " \"{{js .Request.UserAgent}}\", \"remoteIp\":"
                    + " \"{{js .Request.RemoteAddr}}\", \"serverIp\": \"{{.Revision.PodIP}}\","
                    + " \"referer\": \"{{js .Request.Referer}}\", \"latency\":"
                    + " \"{{.Response.Latency}}s\", \"protocol\": \"{{.Request.Proto}}\"},"
                    + " \"traceId\": \"{{.TraceID}}\"}";

    public static final ObservabilityConfig DEFAULT = parse(Map.of());

    /**
     * @throws InvalidConfigException with every problem
     */
    public static ObservabilityConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static ObservabilityConfig read(ConfigMapReader in) {
        boolean enableRequestLog = in.flag("logging.enable-request-log", false);
        TracingProtocol tracing = tracingProtocol(in);
        String tracingEndpoint = in.text("tracing-endpoint", "");
        checkTracing(in, tracing, tracingEndpoint);
        double samplingRate = in.number("tracing-sampling-rate", 0);
        in.require(
                !(samplingRate < 0),
                "sampling rate "
                        + GoNumber.printFixed(samplingRate)
                        + " should be greater or equal to zero");
        in.require(
                !(samplingRate > 1),
                "sampling rate "
                        + GoNumber.printFixed(samplingRate)
                        + " should be less than or equal to one");
        var config =
                new ObservabilityConfig(
                        in.flag("logging.enable-var-log-collection", false),
                        in.text("logging.revision-url-template", ""),
                        requestLogTemplate(in, enableRequestLog),
                        enableRequestLog,
                        in.flag("logging.enable-probe-request-log", false),
                        metrics(in, ""),
                        metrics(in, "request-"),
                        tracing,
                        tracingEndpoint,
                        samplingRate,
                        profiling(in),
                        interval(in, "runtime-export-interval", Duration.ofSeconds(15)));
        in.throwIfInvalid();
        return config;
    }

    private static Optional<GoTemplate> requestLogTemplate(ConfigMapReader in, boolean enabled) {
        String source = in.text("logging.request-log-template", REQUEST_LOG);
        if (source.isEmpty()) {
            in.require(
                    !enabled,
                    "\"logging.enable-request-log\" was set to true, but no"
                            + " \"logging.request-log-template\" was specified");
            return Optional.empty();
        }
        return switch (GoTemplate.parse(source)) {
            case Parsed.Good<GoTemplate>(GoTemplate template) -> Optional.of(template);
            case Parsed.Bad<GoTemplate>(String why) -> {
                in.require(false, "logging.request-log-template: " + why);
                yield Optional.empty();
            }
        };
    }

    private static Metrics metrics(ConfigMapReader in, String prefix) {
        String text = in.text(prefix + "metrics-protocol", "none");
        String endpoint = in.text(prefix + "metrics-endpoint", "");
        MetricsProtocol protocol =
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "none", "" -> MetricsProtocol.NONE;
                    case "prometheus" -> MetricsProtocol.PROMETHEUS;
                    case "grpc" -> MetricsProtocol.GRPC;
                    case "http/protobuf" -> MetricsProtocol.HTTP_PROTOBUF;
                    default -> {
                        in.require(false, "unsupported protocol " + GoQuote.quote(text));
                        yield MetricsProtocol.NONE;
                    }
                };
        in.require(
                !protocol.pushes() || !endpoint.isEmpty(),
                "endpoint should be set when protocol is " + GoQuote.quote(text));
        in.require(
                protocol != MetricsProtocol.NONE || endpoint.isEmpty(),
                "endpoint should not be set when protocol is " + GoQuote.quote(text));
        return new Metrics(
                protocol,
                endpoint,
                interval(in, prefix + "metrics-export-interval", Duration.ZERO));
    }

    private static Duration interval(ConfigMapReader in, String key, Duration fallback) {
        Duration interval = in.duration(key, fallback);
        in.require(
                !interval.isNegative(),
                "export interval "
                        + GoQuote.quote(GoDuration.print(interval))
                        + " should be greater than zero");
        return interval;
    }

    private static TracingProtocol tracingProtocol(ConfigMapReader in) {
        String text = in.text("tracing-protocol", "none");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none", "" -> TracingProtocol.NONE;
            case "stdout" -> TracingProtocol.STDOUT;
            case "grpc" -> TracingProtocol.GRPC;
            case "http/protobuf" -> TracingProtocol.HTTP_PROTOBUF;
            default -> {
                in.require(false, "unsupported protocol " + GoQuote.quote(text));
                yield TracingProtocol.NONE;
            }
        };
    }

    private static void checkTracing(ConfigMapReader in, TracingProtocol protocol, String target) {
        switch (protocol) {
            case NONE ->
                    in.require(
                            target.isEmpty(), "endpoint should not be set when protocol is 'none'");
            case GRPC, HTTP_PROTOBUF ->
                    in.require(
                            !target.isEmpty(),
                            "endpoint should be set for protocol "
                                    + (protocol == TracingProtocol.GRPC
                                            ? "\"grpc\""
                                            : "\"http/protobuf\""));
            case STDOUT -> {}
        }
    }

    private static boolean profiling(ConfigMapReader in) {
        String text = in.text("runtime-profiling", "disabled");
        boolean enabled = text.equals("enabled");
        in.require(
                enabled || text.equals("disabled"),
                "unsupported profile setting " + GoQuote.quote(text));
        return enabled;
    }
}
