package dev.perk.run.kubernetes.election;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceKey;
import dev.perk.api.config.LeaderElectionConfig;
import dev.perk.api.time.Scheduler;
import dev.perk.control.controllers.watch.Leadership;
import dev.perk.kube.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The leadership of all controllers of one process, by leases.
 *
 * <p>Controllers ask {@link #of} while they are built; {@link #start} begins to stand for election,
 * when all caches are full.
 */
public final class LeaseLeadership implements Leadership, AutoCloseable {
    private final Store store;
    private final String identity;
    private final LeaderElectionConfig config;
    private final Scheduler scheduler;
    private final Function<String, List<String>> leases;
    private final Map<List<String>, Buckets> buckets = new LinkedHashMap<>();

    private LeaseLeadership(
            Store store,
            String identity,
            LeaderElectionConfig config,
            Scheduler scheduler,
            Function<String, List<String>> leases) {
        this.store = store;
        this.identity = identity;
        this.config = config;
        this.scheduler = scheduler;
        this.leases = leases;
    }

    /**
     * For a process whose controllers have leases of their own.
     *
     * @param process its name, such as {@code controller}
     * @param identity who we are; no other process has it
     */
    public static LeaseLeadership ofControllers(
            String process,
            Store store,
            String identity,
            LeaderElectionConfig config,
            Scheduler scheduler) {
        return new LeaseLeadership(
                store,
                identity,
                config,
                scheduler,
                controller -> LeaseNames.ofController(process, controller, config));
    }

    /**
     * For the process {@code autoscaler}: its controllers share their leases, as whoever decides
     * about a revision must also have its measurements.
     */
    public static LeaseLeadership ofAutoscaler(
            Store store, String identity, LeaderElectionConfig config, Scheduler scheduler) {
        return new LeaseLeadership(
                store, identity, config, scheduler, _ -> LeaseNames.ofAutoscaler(config));
    }

    /** The buckets that autoscalers divide all revisions into, which are the names of leases. */
    public static List<String> autoscalerBuckets(LeaderElectionConfig config) {
        return LeaseNames.ofAutoscaler(config);
    }

    @Override
    public synchronized Leadership of(String controller) {
        return buckets.computeIfAbsent(
                leases.apply(controller), names -> new Buckets(names, this::elector));
    }

    private LeaseElector elector(String name, Runnable onPromotion) {
        ResourceKey key = ResourceKey.of(Kinds.LEASE, Namespaces.KNATIVE_SERVING, name);
        return new LeaseElector(store, key, identity, config, scheduler, onPromotion);
    }

    /** Whether this process leads {@code key} in every controller that it has. */
    @Override
    public synchronized boolean leads(NamespacedName key) {
        return buckets.values().stream().allMatch(each -> each.leads(key));
    }

    public synchronized void start() {
        buckets.values().forEach(Buckets::start);
    }

    /** Stops leading, and gives the leases back. */
    @Override
    public synchronized void close() {
        buckets.values().forEach(Buckets::close);
    }
}
