package dev.perk.run.kubernetes;

import dev.perk.api.Ports;
import dev.perk.api.config.InvalidConfigException;
import dev.perk.control.controllers.ServingControllers;
import dev.perk.control.controllers.ServingControllers.ScalingPorts;
import dev.perk.kube.store.ApiException;
import dev.perk.run.kubernetes.election.LeaseLeadership;
import dev.perk.run.kubernetes.forward.BucketHolders;
import dev.perk.run.kubernetes.forward.BucketService;
import dev.perk.run.kubernetes.forward.SocketPeers;
import dev.perk.run.kubernetes.forward.StatForwarder;
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
 * <p>Several may run and divide the revisions among them, by buckets that have a lease each. A
 * report that comes to the wrong one is sent on; whoever takes a bucket over keeps the pods that
 * run for one stable window, as it has measured nothing yet.
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
     * @param listen where activators and other autoscalers report and the kubelet asks, port {@code
     *     8080}; 0 for any free one. All autoscalers of a cluster have the same port
     */
    public record Options(Optional<Path> kubeconfig, String identity, InetSocketAddress listen) {}

    private final Started started = new Started();
    private final String cluster;
    private final StatForwarder forwarder;
    private final StatServer reports;

    private AutoscalerProcess(Options options) throws ProcessFailedException {
        try {
            String domain = ClusterDomain.ofThisPod();
            Cluster connection = started.keep(Cluster.connect(options.kubeconfig()));
            cluster = connection.url();
            ControlPlane plane = ControlPlane.open(started, connection.store(), domain);
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
            var holders =
                    new BucketHolders(
                            LeaseLeadership.autoscalerBuckets(plane.leaderElection()),
                            plane.caches());
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
            var peers = started.keep(new SocketPeers(client, options.listen().getPort(), domain));
            forwarder =
                    new StatForwarder(
                            options.identity(),
                            holders,
                            message -> autoscaler.record(message.revision(), message.stat()),
                            peers,
                            plane.scheduler());
            announceBuckets(options, holders, plane);
            reports =
                    started.keep(
                            new StatServer(
                                    options.listen(),
                                    bucket -> holds(options.identity(), holders, bucket),
                                    forwarder,
                                    plane.scheduler()));
            leadership.start();
        } catch (IOException | ApiException | InvalidConfigException | IllegalArgumentException e) {
            throw started.abandoned(new ProcessFailedException(String.valueOf(e.getMessage()), e));
        }
    }

    private static boolean holds(String identity, BucketHolders holders, String bucket) {
        return holders.holder(bucket).filter(now -> now.identity().equals(identity)).isPresent();
    }

    private static void announceBuckets(
            Options options, BucketHolders holders, ControlPlane plane) {
        String address = new BucketHolders.Holder("", options.identity()).address().orElse("");
        if (address.isEmpty()) {
            return; // such as on a laptop, where nobody comes by a Service
        }
        var service = new BucketService(plane.store(), address, options.listen().getPort());
        holders.onChange((bucket, _) -> {
            if (holds(options.identity(), holders, bucket)) {
                plane.scheduler().execute(() -> service.announce(bucket));
            }
        });
    }

    /** How many reports reached nobody, since the start. */
    public long droppedReports() {
        return forwarder.dropped();
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
