package dev.perk.control.apiserver.registry;

import dev.perk.kube.KubeObject;

/** What became of a request to delete. */
public sealed interface Deleted {

    KubeObject object();

    /** It is gone; this was its last state. */
    record Gone(KubeObject object) implements Deleted {}

    /** Finalizers or a grace period keep it for now. */
    record Going(KubeObject object) implements Deleted {}
}
