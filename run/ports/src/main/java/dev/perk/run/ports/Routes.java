package dev.perk.run.ports;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.controllers.ingress.IngressController;
import dev.perk.control.controllers.ingress.IngressProgram;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.request.gateway.IngressRules;
import dev.perk.request.gateway.RouteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's table, made anew whenever an Ingress of its class changes, and how far it is with
 * each of them.
 *
 * <p>Parsed rules are kept per Ingress, so that a change costs the parsing of one. An older Ingress
 * keeps a host that a younger one claims as well. Invariant: {@code table} was made from {@code
 * rules}; both change under the monitor, and listeners are told without it.
 */
public final class Routes implements Supplier<RouteTable>, IngressProgram {

    /**
     * @param rules null if there is a problem with the Ingress
     */
    private record Parsed(KubeObject ingress, @Nullable IngressRules rules, String problem) {}

    private final Map<NamespacedName, Parsed> parsed = new HashMap<>();
    private final List<Consumer<NamespacedName>> listeners = new CopyOnWriteArrayList<>();
    private volatile RouteTable table = RouteTable.EMPTY;

    public Routes(ObjectCaches caches) {
        ObjectCache ingresses = caches.of(Kinds.INGRESS);
        ingresses.addHandler(this::changed);
    }

    private void changed(@Nullable KubeObject before, @Nullable KubeObject after) {
        KubeObject either = after != null ? after : before;
        if (either == null) {
            return;
        }
        boolean statusOnly =
                before != null
                        && after != null
                        && before.uid().equals(after.uid())
                        && before.generation() == after.generation();
        if (statusOnly) {
            return;
        }
        synchronized (this) {
            if (after == null || !IngressController.isOurs(after)) {
                parsed.remove(either.namespacedName());
            } else {
                parsed.put(after.namespacedName(), parse(after));
            }
            table = RouteTable.of(inOrderOfAge());
        }
        listeners.forEach(listener -> listener.accept(either.namespacedName()));
    }

    private static Parsed parse(KubeObject ingress) {
        try {
            return new Parsed(
                    ingress,
                    IngressRules.parse(ingress.namespace(), ingress.name(), ingress.spec()),
                    "");
        } catch (IllegalArgumentException e) {
            return new Parsed(ingress, null, String.valueOf(e.getMessage()));
        }
    }

    private List<IngressRules> inOrderOfAge() {
        List<Parsed> all = new ArrayList<>(parsed.values());
        all.sort(
                Comparator.comparing((Parsed each) -> each.ingress().created().orElseThrow())
                        .thenComparing(each -> each.ingress().namespacedName()));
        List<IngressRules> rules = new ArrayList<>();
        for (Parsed each : all) {
            if (each.rules() != null) {
                rules.add(each.rules());
            }
        }
        return rules;
    }

    @Override
    public RouteTable get() {
        return table;
    }

    @Override
    public synchronized State of(KubeObject ingress) {
        Parsed known = parsed.get(ingress.namespacedName());
        if (known == null || known.ingress().generation() != ingress.generation()) {
            return new State.Waiting();
        }
        if (known.rules() == null) {
            return new State.Rejected("InvalidIngress", known.problem());
        }
        for (RouteTable.Conflict conflict : table.conflicts()) {
            if (conflict.loser().equals(ingress.namespacedName())) {
                return new State.Rejected(
                        "DomainConflict",
                        "Ingress rejected: host "
                                + conflict.host()
                                + " belongs to Ingress "
                                + conflict.winner());
            }
        }
        return new State.Served();
    }

    @Override
    public void onChange(Consumer<NamespacedName> listener) {
        listeners.add(listener);
    }
}
