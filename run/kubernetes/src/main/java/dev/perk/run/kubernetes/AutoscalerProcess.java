package dev.perk.run.kubernetes;

import dev.perk.api.Ports;
import dev.perk.api.config.InvalidConfigException;
import dev.perk.control.controllers.ServingControllers;
import dev.perk.control.controllers.ServingControllers.ScalingPorts;
import dev.perk.kube.store.ApiException;
import dev.perk.run.kubernetes.election.LeaseLeadership;
import dev.perk.run.kubernetes.ports.ActivatorProber;
import dev.perk.run.kubernetes.ports.ReadyPodAddresses;
import dev.perk.run.kubernetes.ports.StatServer;
import dev.perk.run.kubernetes.store.Cluster;
import dev.perk.run.ports.ReadyPodCount;
import dev.perk.run.ports.ScalingDecisions;
import dev.perk.run.ports.Started;
import dev.perk.scaling.autoscaler.Autoscaler;
import dev.perk.scaling.metrics.io.PodScraper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Knative's process {@code autoscaler}: measures revisions, decides how many pods they should have,
 * and scales their Deployments.
 *
 * <p>Several may run; one leads. Dividing revisions among several needs reports to be forwarded
 * between them, which is not built yet.
 */
public final class AutoscalerProcess implements ClusterProcess {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Several threads share it, each with a generator of its own behind it. */
    private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    /**
     * How to start it.
     *
     * @param kubeconfig empty inside a pod
     * @param identity who we are in leases, {@code POD_NAME_POD-IP}
     * @param port where activators report and the kubelet asks, {@code 8080}; 0 for any free one
     */
    public record Options(Optional<Path> kubeconfig, String identity, int port) {}

    private final Started started = new Started();
    private final String cluster;
    private final StatServer reports;

    private AutoscalerProcess(Options options) throws ProcessFailedException {
        try {
            String domain = ClusterDomain.ofThisPod();
            Cluster connection = started.keep(Cluster.connect(options.kubeconfig()));
            cluster = connection.url();
            ControlPlane plane = ControlPlane.open(started, connection.store(), domain);
            if (plane.leaderElection().buckets() != 1) {
                throw new IllegalArgumentException(
                        "config-leader-election: buckets = "
                                + plane.leaderElection().buckets()
                                + " (expected: 1; several leaders are not built yet in the"
                                + " autoscaler)");
            }
            HttpClient client =
                    started.keep(HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
            var scraper =
                    new PodScraper(
                            client,
                            Ports.AUTOSCALER_METRICS,
                            new ReadyPodAddresses(plane.caches()),
                            plane.scheduler(),
                            RANDOM);
            Autoscaler autoscaler =
                    started.keep(
                            new Autoscaler(
                                    plane.scheduler(),
                                    new ReadyPodCount(plane.caches()),
                                    scraper,
                                    plane.journal()));
            LeaseLeadership leadership =
                    started.keep(
                            LeaseLeadership.ofAutoscaler(
                                    plane.store(),
                                    options.identity(),
                                    plane.leaderElection(),
                                    plane.scheduler()));
            ServingControllers controllers =
                    started.keep(
                            ServingControllers.ofScaling(
                                    plane.parts(leadership),
                                    new ScalingPorts(
                                            ScalingDecisions.deciders(autoscaler),
                                            ScalingDecisions.collector(autoscaler),
                                            new ActivatorProber(
                                                    client,
                                                    ActivatorProber.inCluster(domain),
                                                    plane.scheduler()))));

            // All caches before anybody acts on what is in them, and listeners before we lead.
            plane.caches().start();
            autoscaler.start();
            controllers.start();
            reports =
                    started.keep(
                            new StatServer(
                                    new InetSocketAddress(options.port()),
                                    leadership::leadsAll,
                                    message ->
                                            autoscaler.record(message.revision(), message.stat()),
                                    plane.scheduler()));
            leadership.start();
        } catch (IOException | ApiException | InvalidConfigException | IllegalArgumentException e) {
            throw started.abandoned(new ProcessFailedException(String.valueOf(e.getMessage()), e));
        }
    }

    /**
     * Starts and returns when the caches are full; it acts as soon as it leads.
     *
     * @throws ProcessFailedException saying what is in the way
     */
    public static AutoscalerProcess start(Options options) throws ProcessFailedException {
        return new AutoscalerProcess(options);
    }

    @Override
    public String greeting() {
        return "autoscaler works for " + cluster;
    }

    /** Where activators report. */
    public InetSocketAddress address() {
        return reports.address();
    }

    /** Gives its lease back and stops. */
    @Override
    public void close() {
        started.close();
    }
}
