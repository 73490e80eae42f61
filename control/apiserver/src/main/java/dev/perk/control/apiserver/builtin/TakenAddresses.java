package dev.perk.control.apiserver.builtin;

import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that stored Services have, as far as their cache has seen: what {@link
 * ServiceAddresses} asks.
 */
public final class TakenAddresses implements ObjectCache.Handler, Predicate<String> {
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    /** Hears of what a cache of Services has and finds; before it is started, of everything. */
    public TakenAddresses follow(ObjectCache services) {
        services.addHandler(this);
        services.all().forEach(service -> onChange(null, service));
        return this;
    }

    @Override
    public void onChange(@Nullable KubeObject before, @Nullable KubeObject after) {
        String had = addressOf(before);
        String has = addressOf(after);
        if (!had.equals(has)) {
            taken.remove(had);
        }
        if (!has.isEmpty()) {
            taken.add(has);
        }
    }

    private static String addressOf(@Nullable KubeObject service) {
        String address = service == null ? "" : service.spec().path("clusterIP").asText();
        return address.equals("None") ? "" : address;
    }

    @Override
    public boolean test(String address) {
        return taken.contains(address);
    }
}
