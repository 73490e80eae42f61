package dev.perk.run.kubernetes;

import dev.perk.api.Namespaces;
import dev.perk.api.config.InvalidConfigException;
import dev.perk.control.controllers.ServingControllers;
import dev.perk.control.controllers.ServingControllers.ObjectPorts;
import dev.perk.control.controllers.ingress.GatewayNames;
import dev.perk.control.controllers.route.PublicUrl;
import dev.perk.kube.store.ApiException;
import dev.perk.run.kubernetes.election.LeaseLeadership;
import dev.perk.run.kubernetes.ports.ClusterDigests;
import dev.perk.run.kubernetes.ports.GatewayProber;
import dev.perk.run.kubernetes.store.Cluster;
import dev.perk.run.ports.Routes;
import dev.perk.run.ports.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Knative's process {@code controller}: makes what Services need exist. */
public final class ControllerProcess implements ClusterProcess {

    /**
     * How to start it.
     *
     * @param kubeconfig empty inside a pod
     * @param identity who we are in leases; no other process has it
     * @param probePort where the kubelet asks, 0 for any free one
     */
    public record Options(Optional<Path> kubeconfig, String identity, int probePort) {}

    private final Started started = new Started();
    private final String cluster;
    private final int probePort;

    private ControllerProcess(Options options) throws ProcessFailedException {
        try {
            String domain = ClusterDomain.ofThisPod();
            Cluster connection = started.keep(Cluster.connect(options.kubeconfig()));
            cluster = connection.url();
            ProbePort probes = started.keep(new ProbePort(options.probePort()));
            probePort = probes.port();
            ControlPlane plane = ControlPlane.open(started, connection.store(), domain);
            LeaseLeadership leadership =
                    started.keep(
                            LeaseLeadership.ofControllers(
                                    plane.store(),
                                    options.identity(),
                                    plane.leaderElection(),
                                    plane.scheduler()));
            String gateway =
                    GatewayProber.SERVICE + "." + Namespaces.KNATIVE_SERVING + ".svc." + domain;
            ServingControllers controllers =
                    started.keep(
                            ServingControllers.ofObjects(
                                    plane.parts(leadership),
                                    new ObjectPorts(
                                            new ClusterDigests(),
                                            new GatewayProber(
                                                    new Routes(plane.caches()),
                                                    plane.caches(),
                                                    plane.scheduler()),
                                            PublicUrl.ON_DEFAULT_PORT,
                                            new GatewayNames(gateway, gateway))));

            // All caches before anybody acts on what is in them, and listeners before we lead.
            plane.caches().start();
            controllers.start();
            leadership.start();
            probes.ready();
        } catch (ApiException | InvalidConfigException | IllegalArgumentException e) {
            throw started.abandoned(new ProcessFailedException(String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            throw started.abandoned(
                    new ProcessFailedException(
                            "port " + options.probePort() + " is in use: " + e.getMessage(), e));
        }
    }

    /**
     * Starts and returns when the caches are full; it acts as soon as it leads.
     *
     * @throws ProcessFailedException saying what is in the way
     */
    public static ControllerProcess start(Options options) throws ProcessFailedException {
        return new ControllerProcess(options);
    }

    @Override
    public String greeting() {
        return "controller works for " + cluster;
    }

    public int probePort() {
        return probePort;
    }

    /** Gives its leases back and stops. */
    @Override
    public void close() {
        started.close();
    }
}
