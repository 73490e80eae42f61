package dev.perk.control.node.runtime;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of pods. They are handed out in turn, so that one that was given back rests for as
 * long as possible: somebody may still have a connection to the pod that had it.
 *
 * <p>Invariant: {@code taken} holds the indexes in use; all access holds the monitor.
 */
public final class AddressPool {
    private final Subnet subnet;
    private final int first;
    private final Set<Integer> taken = new HashSet<>();
    private int next;

    /**
     * @param first the index of the first address that may be given to a pod
     */
    public AddressPool(Subnet subnet, int first) {
        this.subnet = subnet;
        this.first = first;
        this.next = first;
    }

    /** An address that nobody has; empty if all are in use. The last one is for broadcasts. */
    public synchronized Optional<String> take() {
        int last = subnet.size() - 2;
        for (int tries = first; tries <= last; tries++) {
            int index = next;
            next = next >= last ? first : next + 1;
            if (taken.add(index)) {
                return Optional.of(subnet.address(index));
            }
        }
        return Optional.empty();
    }

    public synchronized void giveBack(String address) {
        taken.removeIf(index -> subnet.address(index).equals(address));
    }
}
