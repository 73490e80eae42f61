package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Annotations;
import dev.perk.api.NamespacedName;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/** The PodAutoscalers of one class, each of which has a controller of its own. */
record Classed(ObjectCache autoscalers, String name) {

    boolean has(KubeObject autoscaler) {
        return autoscaler.annotation(Annotations.CLASS).filter(name::equals).isPresent();
    }

    /** Empty for one that is gone or going, or is of another class. */
    Optional<KubeObject> find(NamespacedName key) {
        return autoscalers.get(key).filter(object -> !object.isDeleting() && has(object));
    }
}
