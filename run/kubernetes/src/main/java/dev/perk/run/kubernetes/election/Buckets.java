package dev.perk.run.kubernetes.election;

import dev.perk.api.ConsistentSubset;
import dev.perk.api.NamespacedName;
import dev.perk.control.controllers.watch.Leadership;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keys in buckets, each with a lease of its own. Every process computes the same bucket for a key.
 * Source: {@code knative/pkg reconciler/leader.go}, {@code hash/bucketer.go}.
 */
final class Buckets implements Leadership, AutoCloseable {
    private final Map<String, LeaseElector> electors = new LinkedHashMap<>();
    private final List<Consumer<Predicate<NamespacedName>>> listeners =
            new CopyOnWriteArrayList<>();

    /**
     * @param names of the buckets, which are those of their leases
     * @param elector makes what tries to hold a lease, and is given what to call when it does
     */
    Buckets(List<String> names, BiFunction<String, Runnable, LeaseElector> elector) {
        for (String name : names) {
            electors.put(name, elector.apply(name, () -> promoted(name)));
        }
    }

    /** The bucket of {@code key} among {@code names}. */
    static String owner(Collection<String> names, NamespacedName key) {
        return ConsistentSubset.choose(names, 1, key.toString()).iterator().next();
    }

    private String owner(NamespacedName key) {
        return owner(electors.keySet(), key);
    }

    private void promoted(String bucket) {
        listeners.forEach(listener -> listener.accept(key -> owner(key).equals(bucket)));
    }

    @Override
    public boolean leads(NamespacedName key) {
        LeaseElector elector = electors.get(owner(key));
        return elector != null && elector.isLeader();
    }

    @Override
    public void onPromotion(Consumer<Predicate<NamespacedName>> listener) {
        listeners.add(listener);
    }

    void start() {
        electors.values().forEach(LeaseElector::start);
    }

    @Override
    public void close() {
        electors.values().forEach(LeaseElector::close);
    }
}
