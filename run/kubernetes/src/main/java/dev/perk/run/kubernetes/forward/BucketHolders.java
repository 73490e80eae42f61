package dev.perk.run.kubernetes.forward;

import dev.perk.api.ConsistentSubset;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.RevisionKey;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which bucket, as the leases say it. Others may have taken a lease that this says is
 * held by somebody who has died: what is sent there fails, and is tried again.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/statforwarder/leases.go}.
 */
public final class BucketHolders {

    /**
     * A process that holds a bucket.
     *
     * @param identity as in the lease, {@code POD-NAME_POD-IP}
     */
    public record Holder(String bucket, String identity) {
        /** The address in the identity; empty if there is none, as nobody can be sent to. */
        public Optional<String> address() {
            int underscore = identity.lastIndexOf('_');
            return underscore < 0 || underscore == identity.length() - 1
                    ? Optional.empty()
                    : Optional.of(identity.substring(underscore + 1));
        }
    }

    private final List<String> buckets;
    private final Map<String, Holder> holders = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, Optional<Holder>>> listeners =
            new CopyOnWriteArrayList<>();

    /**
     * @param buckets the names of all buckets, which are those of their leases
     * @param caches not started yet
     */
    public BucketHolders(List<String> buckets, ObjectCaches caches) {
        this.buckets = List.copyOf(buckets);
        ObjectCache leases = caches.of(Kinds.LEASE);
        leases.addHandler(this::changed);
    }

    private void changed(@Nullable KubeObject before, @Nullable KubeObject after) {
        KubeObject lease = after != null ? after : before;
        if (lease == null
                || !lease.namespace().equals(Namespaces.KNATIVE_SERVING)
                || !buckets.contains(lease.name())) {
            return;
        }
        String bucket = lease.name();
        String identity = after == null ? "" : after.spec().path("holderIdentity").asText();
        Holder now = identity.isEmpty() ? null : new Holder(bucket, identity);
        Holder known = now == null ? holders.remove(bucket) : holders.put(bucket, now);
        if (now == null ? known != null : !now.equals(known)) {
            listeners.forEach(listener -> listener.accept(bucket, Optional.ofNullable(now)));
        }
    }

    /** The bucket of {@code revision}. */
    public String bucket(RevisionKey revision) {
        return ConsistentSubset.choose(buckets, 1, revision.toString()).iterator().next();
    }

    /** Empty while nobody holds the bucket of {@code revision}. */
    public Optional<Holder> holder(RevisionKey revision) {
        return holder(bucket(revision));
    }

    public Optional<Holder> holder(String bucket) {
        return Optional.ofNullable(holders.get(bucket));
    }

    /** {@code listener} is told of each bucket that gets another holder, or loses its holder. */
    public void onChange(BiConsumer<String, Optional<Holder>> listener) {
        listeners.add(listener);
    }
}
