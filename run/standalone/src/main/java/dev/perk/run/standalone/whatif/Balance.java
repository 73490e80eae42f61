package dev.perk.run.standalone.whatif;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which replica gets the next request, by the activator's policies: the less busy of two, the first
 * with room, or one after the other. See {@code request/activator}'s {@code LoadBalancing}, which
 * does this to real pods.
 */
final class Balance {
    private static final int MANY_SLOTS = 4;

    private final int containerConcurrency;
    private final RandomGenerator random;
    private int next;

    Balance(int containerConcurrency, RandomGenerator random) {
        this.containerConcurrency = containerConcurrency;
        this.random = random;
    }

    /** A replica with room; null if there is none. */
    @Nullable Replica pick(List<Replica> ready) {
        int count = ready.size();
        if (count == 0) {
            return null;
        }
        if (containerConcurrency == 0) {
            return count == 1 ? ready.getFirst() : lessBusy(ready);
        }
        boolean packs = containerConcurrency < MANY_SLOTS;
        int start = packs || next >= count ? 0 : next;
        for (int i = 0; i < count; i++) {
            int index = (start + i) % count;
            if (ready.get(index).inFlight() < containerConcurrency) {
                next = index + 1;
                return ready.get(index);
            }
        }
        return null;
    }

    private Replica lessBusy(List<Replica> ready) {
        int one = random.nextInt(ready.size());
        int other = random.nextInt(ready.size() - 1);
        Replica first = ready.get(one);
        Replica second = ready.get(other >= one ? other + 1 : other);
        return first.inFlight() <= second.inFlight() ? first : second;
    }
}
