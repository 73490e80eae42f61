package dev.perk.request.activator;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which of several pods gets the next request. Source: knative/serving {@code
 * pkg/activator/net/lb_policy.go}.
 */
sealed interface LoadBalancing {
    /** From here on a pod is likely to have room wherever one begins to look. */
    int MANY_SLOTS = 4;

    /** A pod that has room, if one does. */
    Optional<Pod> pick(List<Pod> pods);

    /** The policy that suits pods which take so many requests at a time. */
    static LoadBalancing forConcurrency(int containerConcurrency, RandomGenerator random) {
        if (containerConcurrency == 0) {
            return new RandomChoice2(random);
        }
        return containerConcurrency < MANY_SLOTS ? new FirstAvailable() : new RoundRobin();
    }

    /** The less busy of two random pods: nearly as good as the least busy of all. */
    record RandomChoice2(RandomGenerator random) implements LoadBalancing {
        @Override
        public Optional<Pod> pick(List<Pod> pods) {
            int count = pods.size();
            if (count <= 1) {
                return pods.stream().findFirst();
            }
            int one = count == 2 ? 0 : random.nextInt(count);
            int other = count == 2 ? 1 : random.nextInt(count - 1);
            if (count > 2 && other >= one) {
                other++;
            }
            Pod first = pods.get(one);
            Pod second = pods.get(other);
            if (first.inFlight() == second.inFlight()) {
                return Optional.of(random.nextBoolean() ? first : second);
            }
            return Optional.of(first.inFlight() < second.inFlight() ? first : second);
        }
    }

    /** Packs pods in their order, so that the last ones can go when load shrinks. */
    record FirstAvailable() implements LoadBalancing {
        @Override
        public Optional<Pod> pick(List<Pod> pods) {
            for (Pod pod : pods) {
                if (pod.hasRoom()) {
                    return Optional.of(pod);
                }
            }
            return Optional.empty();
        }
    }

    /** One after the other, passing over full ones. */
    final class RoundRobin implements LoadBalancing {
        private int next;

        @Override
        public Optional<Pod> pick(List<Pod> pods) {
            int count = pods.size();
            int start = next < count ? next : 0;
            for (int i = 0; i < count; i++) {
                int index = (start + i) % count;
                if (pods.get(index).hasRoom()) {
                    next = index + 1;
                    return Optional.of(pods.get(index));
                }
            }
            return Optional.empty();
        }
    }
}
