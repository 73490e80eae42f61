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

/**
 * A process that reconciles objects of the cluster and does nothing else: Knative's {@code
 * controller}, which makes what Services need exist, and {@code autoscaler-hpa}, which has
 * revisions scaled by CPU and memory.
 */
public final class ControllerProcess implements ClusterProcess {

    /**
     * How to start it.
     *
     * @param kubeconfig empty inside a pod
     * @param identity who we are in leases; no other process has it
     * @param probePort where the kubelet asks, 0 for any free one
     */
    public record Options(Optional<Path> kubeconfig, String identity, int probePort) {}

    /** Chooses the controllers of a process; told who leads. */
    private interface Choice {
        ServingControllers of(ControlPlane plane, LeaseLeadership leadership);
    }

    private final Started started = new Started();
    private final String name;
    private final String cluster;
    private final int probePort;

    private ControllerProcess(String name, Options options, Choice choice)
            throws ProcessFailedException {
        this.name = name;
        try {
            Cluster connection = started.keep(Cluster.connect(options.kubeconfig()));
            cluster = connection.url();
            ProbePort probes = started.keep(new ProbePort(options.probePort()));
            probePort = probes.port();
            ControlPlane plane =
                    ControlPlane.open(started, connection.store(), ClusterDomain.ofThisPod());
            LeaseLeadership leadership =
                    started.keep(
                            LeaseLeadership.ofControllers(
                                    name,
                                    plane.store(),
                                    options.identity(),
                                    plane.leaderElection(),
                                    plane.scheduler()));
            ServingControllers controllers = started.keep(choice.of(plane, leadership));

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
     * Starts {@code controller} and returns when the caches are full; it acts as soon as it leads.
     *
     * @throws ProcessFailedException saying what is in the way
     */
    public static ControllerProcess start(Options options) throws ProcessFailedException {
        return new ControllerProcess("controller", options, ControllerProcess::ofObjects);
    }

    /**
     * The same for {@code autoscaler-hpa}.
     *
     * @throws ProcessFailedException saying what is in the way
     */
    public static ControllerProcess startHorizontal(Options options) throws ProcessFailedException {
        return new ControllerProcess(
                "autoscaler-hpa",
                options,
                (plane, leadership) ->
                        ServingControllers.ofHorizontalScaling(plane.parts(leadership)));
    }

    private static ServingControllers ofObjects(ControlPlane plane, LeaseLeadership leadership) {
        String gateway =
                GatewayProber.SERVICE
                        + "."
                        + Namespaces.KNATIVE_SERVING
                        + ".svc."
                        + ClusterDomain.ofThisPod();
        return ServingControllers.ofObjects(
                plane.parts(leadership),
                new ObjectPorts(
                        new ClusterDigests(),
                        new GatewayProber(
                                new Routes(plane.caches()), plane.caches(), plane.scheduler()),
                        PublicUrl.ON_DEFAULT_PORT,
                        new GatewayNames(gateway, gateway)));
    }

    @Override
    public String greeting() {
        return name + " works for " + cluster;
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
