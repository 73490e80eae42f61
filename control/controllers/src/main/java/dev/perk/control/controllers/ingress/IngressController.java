package dev.perk.control.controllers.ingress;

import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.controllers.ingress.IngressReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/** Watches Ingresses of the built-in gateway's class, and what the gateway makes of them. */
public final class IngressController implements Observer<Observed> {
    /** The class that Ingresses of the built-in gateway carry. */
    public static final String CLASS = "perk.ingress.networking.knative.dev";

    private final ObjectCache ingresses;
    private final IngressProgram program;

    private IngressController(ControllerParts parts, IngressProgram program) {
        this.ingresses = parts.cache(Kinds.INGRESS);
        this.program = program;
    }

    public static Controller create(
            ControllerParts parts, IngressProgram program, GatewayNames gateway) {
        return parts.controller(
                        "ingress-controller",
                        Kinds.INGRESS,
                        new IngressController(parts, program),
                        new IngressReconciler(gateway))
                .onlyWhere(IngressController::isOurs)
                .wokenBy(program::onChange);
    }

    /** Whether the built-in gateway is asked to serve it. */
    public static boolean isOurs(KubeObject ingress) {
        return ingress.annotation(Annotations.INGRESS_CLASS)
                .or(() -> ingress.annotation(Annotations.INGRESS_CLASS_ALIAS))
                .filter(CLASS::equals)
                .isPresent();
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        return ingresses
                .get(key)
                .filter(ingress -> !ingress.isDeleting() && isOurs(ingress))
                .map(ingress -> new Observed(ingress, program.of(ingress)));
    }
}
