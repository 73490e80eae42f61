package dev.perk.api.config;

import java.util.Map;

/**
 * Everything that is configured, at one moment.
 *
 * @param clusterDomain the suffix of names inside the cluster
 */
public record ServingConfig(
        String clusterDomain,
        AutoscalerConfig autoscaler,
        DefaultsConfig defaults,
        DeploymentConfig deployment,
        DomainConfig domain,
        FeaturesConfig features,
        GcConfig gc,
        NetworkConfig network,
        ObservabilityConfig observability,
        LeaderElectionConfig leaderElection,
        LoggingConfig logging) {

    public static final String CLUSTER_DOMAIN = "cluster.local";

    /**
     * The image that a Deployment names for its queue-proxy unless the ConfigMap says otherwise.
     */
    public static final String QUEUE_PROXY_IMAGE = "perk.dev/queue-proxy:0.1.0";

    /** As if every ConfigMap were empty, but for the one key that has no default. */
    public static final ServingConfig DEFAULT = inCluster(CLUSTER_DOMAIN);

    /** The defaults, where names inside the cluster end in {@code clusterDomain}. */
    public static ServingConfig inCluster(String clusterDomain) {
        return new ServingConfig(
                clusterDomain,
                AutoscalerConfig.DEFAULT,
                DefaultsConfig.DEFAULT,
                DeploymentConfig.parse(Map.of("queue-sidecar-image", QUEUE_PROXY_IMAGE)),
                DomainConfig.parse(Map.of(), clusterDomain),
                FeaturesConfig.DEFAULT,
                GcConfig.DEFAULT,
                NetworkConfig.DEFAULT,
                ObservabilityConfig.DEFAULT,
                LeaderElectionConfig.DEFAULT,
                LoggingConfig.DEFAULT);
    }

    /**
     * The same with one ConfigMap read anew; a name that nothing here reads changes nothing.
     *
     * @throws InvalidConfigException with every problem of the ConfigMap
     */
    public ServingConfig with(String configMap, Map<String, String> data) {
        return with(configMap, new ConfigMapReader(configMap, data));
    }

    ServingConfig with(String configMap, ConfigMapReader in) {
        var autoscaler = this.autoscaler;
        var defaults = this.defaults;
        var deployment = this.deployment;
        var domain = this.domain;
        var features = this.features;
        var gc = this.gc;
        var network = this.network;
        var observability = this.observability;
        var leaderElection = this.leaderElection;
        var logging = this.logging;
        switch (configMap) {
            case AutoscalerConfig.NAME -> autoscaler = AutoscalerConfig.read(in);
            case DefaultsConfig.NAME -> defaults = DefaultsConfig.read(in);
            case DeploymentConfig.NAME -> deployment = DeploymentConfig.read(in);
            case DomainConfig.NAME -> domain = DomainConfig.read(in, clusterDomain);
            case FeaturesConfig.NAME -> features = FeaturesConfig.read(in);
            case GcConfig.NAME -> gc = GcConfig.read(in);
            case NetworkConfig.NAME -> network = NetworkConfig.read(in);
            case ObservabilityConfig.NAME -> observability = ObservabilityConfig.read(in);
            case LeaderElectionConfig.NAME -> leaderElection = LeaderElectionConfig.read(in);
            case LoggingConfig.NAME -> logging = LoggingConfig.read(in);
            default -> {
                return this;
            }
        }
        return new ServingConfig(
                clusterDomain,
                autoscaler,
                defaults,
                deployment,
                domain,
                features,
                gc,
                network,
                observability,
                leaderElection,
                logging);
    }
}
