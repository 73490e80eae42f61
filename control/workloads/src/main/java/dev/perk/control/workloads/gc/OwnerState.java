package dev.perk.control.workloads.gc;

import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;

/** What has become of an owner. */
public sealed interface OwnerState {

    OwnerRef ref();

    /** It exists. */
    record Present(OwnerRef ref) implements OwnerState {}

    /** It is being deleted in the foreground, and waits for this object to go first. */
    record Waiting(OwnerRef ref) implements OwnerState {}

    /** No object of that kind, name and uid exists where this object could see it. */
    record Absent(OwnerRef ref) implements OwnerState {}

    /** It exists in another namespace, which does not count. */
    record Elsewhere(OwnerRef ref) implements OwnerState {}

    /** Its kind is not served, so nobody can tell. */
    record Unknown(OwnerRef ref) implements OwnerState {}

    static OwnerState found(OwnerRef ref, KubeObject owner) {
        return Finalizers.isForeground(owner) ? new Waiting(ref) : new Present(ref);
    }

    /** Whether it keeps its dependents alive. */
    default boolean isSolid() {
        return switch (this) {
            case Present _, Unknown _ -> true;
            case Waiting _, Absent _, Elsewhere _ -> false;
        };
    }
}
