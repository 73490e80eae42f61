package dev.perk.control.workloads;

import dev.perk.api.ResourceType;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.control.Observer;
import dev.perk.kube.control.Reconciler;

/** Makes a loop that is closed with all others. */
@FunctionalInterface
interface Loops {
    <O> ControlLoop<O> of(
            String name,
            ResourceType type,
            Observer<O> observer,
            Reconciler<O> reconciler,
            int parallelism);
}
