package dev.perk.control.controllers;

import dev.perk.api.Annotations;
import dev.perk.control.controllers.configuration.ConfigurationController;
import dev.perk.control.controllers.ingress.GatewayNames;
import dev.perk.control.controllers.ingress.IngressController;
import dev.perk.control.controllers.ingress.IngressProgram;
import dev.perk.control.controllers.labeler.LabelerController;
import dev.perk.control.controllers.metric.Collector;
import dev.perk.control.controllers.metric.MetricController;
import dev.perk.control.controllers.podautoscaler.ActivatorProbe;
import dev.perk.control.controllers.podautoscaler.Deciders;
import dev.perk.control.controllers.podautoscaler.ExternalController;
import dev.perk.control.controllers.podautoscaler.HorizontalController;
import dev.perk.control.controllers.podautoscaler.PodAutoscalerController;
import dev.perk.control.controllers.podautoscaler.RefusedClassController;
import dev.perk.control.controllers.revision.DigestResolver;
import dev.perk.control.controllers.revision.RevisionController;
import dev.perk.control.controllers.route.PublicUrl;
import dev.perk.control.controllers.route.RouteController;
import dev.perk.control.controllers.serverlessservice.ServerlessServiceController;
import dev.perk.control.controllers.service.ServiceController;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import java.util.List;

/**
 * All of Knative's controllers, in the order in which a new Service passes them.
 *
 * <p>Build this before the caches start, so that they hold the kinds that are read here; call
 * {@link #start} after, so that nobody acts on half of what exists.
 */
public final class ServingControllers implements AutoCloseable {

    /**
     * What controllers need of the other paths.
     *
     * @param publicUrl how people call public hosts
     * @param gateway where the gateway is found inside the cluster
     */
    public record Ports(
            DigestResolver digests,
            Deciders deciders,
            Collector collector,
            ActivatorProbe activators,
            IngressProgram ingresses,
            PublicUrl publicUrl,
            GatewayNames gateway) {}

    /** The part of them that the controllers of objects need. */
    public record ObjectPorts(
            DigestResolver digests,
            IngressProgram ingresses,
            PublicUrl publicUrl,
            GatewayNames gateway) {}

    /** The part of them that the controllers of scaling need. */
    public record ScalingPorts(Deciders deciders, Collector collector, ActivatorProbe activators) {}

    private final List<Controller> controllers;

    private ServingControllers(List<Controller> controllers) {
        this.controllers = controllers;
    }

    /** All of them, in one process. */
    public ServingControllers(ControllerParts parts, Ports ports) {
        this(
                List.of(
                        ServiceController.create(parts),
                        ConfigurationController.create(parts),
                        RevisionController.create(parts, ports.digests()),
                        PodAutoscalerController.create(parts, ports.deciders(), ports.activators()),
                        ExternalController.create(parts),
                        RefusedClassController.create(
                                parts,
                                Annotations.CLASS_HPA,
                                "as nothing here measures the CPU and memory of pods"),
                        MetricController.create(parts, ports.collector()),
                        ServerlessServiceController.create(parts),
                        RouteController.create(parts, ports.publicUrl()),
                        LabelerController.create(parts),
                        IngressController.create(parts, ports.ingresses(), ports.gateway())));
    }

    /** Those of Knative's process {@code controller}, and that of the built-in gateway. */
    public static ServingControllers ofObjects(ControllerParts parts, ObjectPorts ports) {
        return new ServingControllers(
                List.of(
                        ServiceController.create(parts),
                        ConfigurationController.create(parts),
                        RevisionController.create(parts, ports.digests()),
                        ServerlessServiceController.create(parts),
                        RouteController.create(parts, ports.publicUrl()),
                        LabelerController.create(parts),
                        IngressController.create(parts, ports.ingresses(), ports.gateway())));
    }

    /**
     * Those of Knative's process {@code autoscaler}: they live where the decisions are made, as
     * these are only in memory.
     */
    public static ServingControllers ofScaling(ControllerParts parts, ScalingPorts ports) {
        return new ServingControllers(
                List.of(
                        PodAutoscalerController.create(parts, ports.deciders(), ports.activators()),
                        ExternalController.create(parts),
                        MetricController.create(parts, ports.collector())));
    }

    /** That of Knative's process {@code autoscaler-hpa}. */
    public static ServingControllers ofHorizontalScaling(ControllerParts parts) {
        return new ServingControllers(List.of(HorizontalController.create(parts)));
    }

    /** Listens to every change from now on, and looks at everything that exists once. */
    public void start() {
        controllers.forEach(Controller::start);
    }

    /** Takes no more keys; an attempt that runs is finished. */
    @Override
    public void close() {
        controllers.reversed().forEach(Controller::close);
    }
}
