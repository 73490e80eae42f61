package dev.perk.testing.simulation;

import dev.perk.api.why.Reason;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.agent.ProbeDial;
import dev.perk.testing.testkit.FakeExchange;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Who listens where. Takes no time. */
final class SimulatedNetwork implements ProbeDial {
    private final Map<InetSocketAddress, SimulatedContainer> listeners = new HashMap<>();

    void listen(InetSocketAddress address, SimulatedContainer container) {
        listeners.put(address, container);
    }

    void forget(String host) {
        listeners.keySet().removeIf(address -> address.getHostString().equals(host));
    }

    /** Brings an exchange to whoever listens at {@code target}. */
    void carry(FakeExchange exchange, InetSocketAddress target) {
        SimulatedContainer container = listeners.get(target);
        if (container == null) {
            exchange.containerIsUnreachable(
                    Reason.of("NobodyThere", "nobody listens at " + target));
        } else {
            container.take(exchange);
        }
    }

    @Override
    public String connect(InetSocketAddress address, Duration timeout) {
        SimulatedContainer container = listeners.get(address);
        return container != null && container.isListening() ? "" : "connection refused";
    }

    @Override
    public String get(InetSocketAddress address, Probe.Check.Http check, Duration timeout) {
        return connect(address, timeout);
    }
}
