package dev.perk.testing.simulation;

import dev.perk.api.time.Scheduler;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.PodConnection;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.control.node.runtime.StartResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** Pods that cost nothing: a sandbox is an address, a container listens after a while. */
final class SimulatedRuntime implements ContainerRuntime {
    private static final int PORT = 8080;

    private final SimulatedNetwork network;
    private final ToIntFunction<SandboxSpec> limitOf;
    private final Scheduler clock;
    private final RandomGenerator random;
    private final List<SimulatedContainer> containers = new ArrayList<>();
    private int sandboxes;

    /**
     * @param limitOf how many requests a container of a pod may have at a time, 0 for any number
     */
    SimulatedRuntime(
            SimulatedNetwork network,
            ToIntFunction<SandboxSpec> limitOf,
            Scheduler clock,
            RandomGenerator random) {
        this.network = network;
        this.limitOf = limitOf;
        this.clock = clock;
        this.random = random;
    }

    /** All that ever ran, oldest first. */
    List<SimulatedContainer> containers() {
        return List.copyOf(containers);
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public SandboxResult openSandbox(SandboxSpec spec) {
        int number = ++sandboxes;
        String address =
                "10." + (number >> 16) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
        return new SandboxResult.Opened(new Room(spec, address));
    }

    @Override
    public void close() {}

    private final class Room implements Sandbox {
        private final SandboxSpec spec;
        private final String address;
        private final List<SimulatedContainer> inside = new ArrayList<>();

        Room(SandboxSpec spec, String address) {
            this.spec = spec;
            this.address = address;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public InetSocketAddress endpoint(int port) {
            return new InetSocketAddress(address, port);
        }

        @Override
        public PodConnection connect(int port) throws IOException {
            throw new ConnectException("nobody listens on port " + port);
        }

        @Override
        public StartResult start(ContainerSpec wish, ContainerListener listener) {
            var container =
                    new SimulatedContainer(
                            spec.name() + "/" + wish.name() + "/" + wish.attempt(),
                            spec.name(),
                            limitOf.applyAsInt(spec),
                            wish,
                            listener,
                            clock,
                            random);
            inside.add(container);
            containers.add(container);
            int port = Integer.parseInt(wish.env().getOrDefault("PORT", String.valueOf(PORT)));
            network.listen(endpoint(port), container);
            container.start();
            return new StartResult.Started(container);
        }

        @Override
        public void close() {
            inside.forEach(SimulatedContainer::kill);
            network.forget(address);
        }
    }
}
