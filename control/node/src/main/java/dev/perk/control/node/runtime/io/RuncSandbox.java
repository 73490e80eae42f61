package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.AdoptedCommand;
import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.control.node.linux.io.NamespaceSockets;
import dev.perk.control.node.runtime.Accounts;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import dev.perk.control.node.runtime.OciConfig;
import dev.perk.control.node.runtime.PodConnection;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.control.node.runtime.StartResult;
import dev.perk.control.node.runtime.io.PodNetworks.PodNetwork;
import dev.perk.kube.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pod's network namespace and address, and the containers in it. */
final class RuncSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(RuncSandbox.class);

    private final RuncRuntime.Parts parts;
    private final SandboxSpec spec;
    private final PodNetwork network;
    private final List<BindMount> etcFiles;
    private final Consumer<RuncSandbox> onClose;
    private final Set<RuncContainer> containers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    RuncSandbox(
            RuncRuntime.Parts parts,
            SandboxSpec spec,
            PodNetwork network,
            List<BindMount> etcFiles,
            Consumer<RuncSandbox> onClose) {
        this.parts = parts;
        this.spec = spec;
        this.network = network;
        this.etcFiles = etcFiles;
        this.onClose = onClose;
    }

    @Override
    public String address() {
        return network.address();
    }

    @Override
    public InetSocketAddress endpoint(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address()), port);
    }

    @Override
    public PodConnection connect(int port) throws IOException {
        var sockets = new NamespaceSockets(network.namespace());
        return SocketConnection.toLocalhost(port, sockets::socket);
    }

    @Override
    public StartResult start(ContainerSpec container, ContainerListener listener) {
        String id = spec.uid() + "-" + container.name() + "-" + container.attempt();
        Path bundle = spec.folder().resolve("containers").resolve(id);
        RootFilesystem files = new RootFilesystem(bundle);
        try {
            files = RootFilesystem.mount(bundle, parts.images().layers(container.image()));
            writeConfig(container, files, id);
            var started = new RuncContainer(parts, id, files, cgroup(id), listener);
            containers.add(started);
            if (container.input() || container.terminal()) {
                startTalking(container, bundle, started);
            } else {
                startListening(bundle, started);
            }
            return new StartResult.Started(started);
        } catch (OciTool.Refused e) {
            discard(id, files);
            return new StartResult.NotRun(String.valueOf(e.getMessage()));
        } catch (IOException | IllegalArgumentException e) {
            discard(id, files);
            return new StartResult.NotCreated(String.valueOf(e.getMessage()));
        }
    }

    private void startListening(Path bundle, RuncContainer container)
            throws IOException, OciTool.Refused {
        AdoptedProcesses.Output output = AdoptedProcesses.Output.open();
        boolean begun = false;
        try {
            long pid = parts.tool().run(container.id(), bundle, Stdio.of(output));
            container.follow(pid, output, () -> containers.remove(container));
            begun = true;
        } finally {
            if (!begun) {
                output.discard();
            }
        }
    }

    private void startTalking(ContainerSpec spec, Path bundle, RuncContainer container)
            throws IOException, OciTool.Refused {
        AdoptedCommand process =
                parts.conversations()
                        .begin(
                                spec.input(),
                                spec.terminal(),
                                stdio -> parts.tool().run(container.id(), bundle, stdio));
        container.talk(process, spec.input(), () -> containers.remove(container));
    }

    private String cgroup(String id) {
        return parts.names().cgroup() + "/" + id;
    }

    private void writeConfig(ContainerSpec container, RootFilesystem files, String id)
            throws IOException {
        Accounts account =
                Accounts.of(
                        container.user(), files.lines("/etc/passwd"), files.lines("/etc/group"));
        ContainerSpec.Privileges privileges = container.privileges();
        var config =
                new OciConfig(
                        container,
                        files.root(),
                        spec.hostname(),
                        account,
                        network.namespace(),
                        container.target().isEmpty()
                                ? Optional.empty()
                                : Optional.of(processes(container.target())),
                        parts.cgroups().layout(),
                        cgroup(id),
                        privileges.unconfined()
                                ? Optional.empty()
                                : Optional.of(parts.seccomp().with(privileges.capabilities())),
                        etcFiles);
        Files.write(files.bundle().resolve("config.json"), Json.write(config.json()));
    }

    /** The PID namespace of another container of this pod. */
    private Path processes(String container) throws IOException {
        String prefix = spec.uid() + "-" + container + "-";
        for (RuncContainer running : containers) {
            String id = running.id();
            // Names may contain what separates them from the attempt.
            if (id.startsWith(prefix) && id.substring(prefix.length()).matches("[0-9]+")) {
                return Path.of("/proc", Long.toString(parts.tool().process(id)), "ns/pid");
            }
        }
        throw new IOException("container " + container + " does not run");
    }

    private void discard(String id, RootFilesystem files) {
        containers.removeIf(container -> container.id().equals(id));
        try {
            if (parts.tool().known().contains(id)) {
                parts.tool().kill(id);
            }
            files.remove();
        } catch (IOException e) {
            log.warn("container {} stays: {}", id, e.getMessage());
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (RuncContainer container : List.copyOf(containers)) {
            container.kill();
            container.awaitEnd();
            container.remove();
        }
        try {
            parts.networks().giveBack(network);
        } catch (IOException e) {
            log.warn("network of pod {} stays: {}", spec.name(), e.getMessage());
        }
        onClose.accept(this);
    }
}
