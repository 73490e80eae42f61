package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Kinds;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;

/** Watches PodAutoscalers of a class that this home does not scale. */
public final class RefusedClassController {
    private RefusedClassController() {}

    /**
     * @param name the class
     * @param why a clause that begins with "as"
     */
    public static Controller create(ControllerParts parts, String name, String why) {
        var classed = new Classed(parts.cache(Kinds.POD_AUTOSCALER), name);
        return parts.controller(
                        "refused-class-podautoscaler-controller",
                        Kinds.POD_AUTOSCALER,
                        classed::find,
                        new RefusedClassReconciler(why))
                .onlyWhere(classed::has);
    }
}
