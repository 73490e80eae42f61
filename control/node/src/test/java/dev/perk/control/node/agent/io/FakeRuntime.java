package dev.perk.control.node.agent.io;

import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerListener.Exit;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.PodConnection;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.control.node.runtime.StartResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Containers that do what a test tells them to. */
final class FakeRuntime implements ContainerRuntime {
    /** Everything that was done, in order. */
    final List<String> journal;

    /** All containers ever started, in order. */
    final List<FakeContainer> started = new ArrayList<>();

    /** What the next starts come to, instead of a container. */
    final Deque<StartResult> refusals = new ArrayDeque<>();

    /** How many sandboxes will not open. */
    int failingSandboxes;

    /** Whether containers end when they are asked to. */
    boolean polite = true;

    int openSandboxes;
    private int addresses;

    FakeRuntime(List<String> journal) {
        this.journal = journal;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public SandboxResult openSandbox(SandboxSpec spec) {
        if (failingSandboxes > 0) {
            failingSandboxes--;
            return new SandboxResult.Failed("no address is free");
        }
        openSandboxes++;
        return new SandboxResult.Opened(new FakeSandbox("10.0.0." + ++addresses));
    }

    FakeContainer last() {
        return started.getLast();
    }

    @Override
    public void close() {}

    private final class FakeSandbox implements Sandbox {
        private final String address;
        private final List<FakeContainer> containers = new ArrayList<>();

        FakeSandbox(String address) {
            this.address = address;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public InetSocketAddress endpoint(int port) {
            return new InetSocketAddress(InetAddress.ofLiteral(address), port);
        }

        @Override
        public PodConnection connect(int port) throws IOException {
            throw new ConnectException("nobody listens on port " + port);
        }

        @Override
        public StartResult start(ContainerSpec spec, ContainerListener listener) {
            StartResult refusal = refusals.pollFirst();
            if (refusal != null) {
                return refusal;
            }
            journal.add("start " + spec.name() + " " + spec.attempt());
            var container = new FakeContainer(spec, listener);
            containers.add(container);
            started.add(container);
            return new StartResult.Started(container);
        }

        @Override
        public void close() {
            journal.add("close sandbox");
            containers.forEach(FakeContainer::kill);
            openSandboxes--;
        }
    }

    final class FakeContainer implements Container {
        final ContainerSpec spec;
        private final ContainerListener listener;
        private boolean running = true;

        FakeContainer(ContainerSpec spec, ContainerListener listener) {
            this.spec = spec;
            this.listener = listener;
        }

        void write(String text) {
            listener.onOutput(Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
        }

        void exit(int code) {
            exit(new Exit(code, false));
        }

        void exit(Exit exit) {
            if (running) {
                running = false;
                listener.onExit(exit);
            }
        }

        boolean isRunning() {
            return running;
        }

        @Override
        public String id() {
            return spec.name() + "-" + spec.attempt();
        }

        @Override
        public void signal(String name) {
            journal.add(name + " " + spec.name());
            if (polite) {
                exit(143);
            }
        }

        @Override
        public void kill() {
            if (running) {
                journal.add("kill " + spec.name());
                exit(137);
            }
        }

        @Override
        public ExecResult exec(List<String> command, Duration timeout) {
            journal.add("exec " + String.join(" ", command));
            return new ExecResult.Exited(0, "");
        }

        @Override
        public ContainerCommand.Result open(ContainerCommand.Wish wish) {
            return new ContainerCommand.Result.Refused("nobody can be talked to here");
        }

        @Override
        public Optional<OutputStream> input() {
            return Optional.empty();
        }

        @Override
        public void resize(int columns, int rows) {}

        @Override
        public void remove() {
            journal.add("remove " + spec.name());
        }
    }
}
