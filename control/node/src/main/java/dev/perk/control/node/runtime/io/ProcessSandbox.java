package dev.perk.control.node.runtime.io;

import dev.perk.control.node.image.io.ImageFolder;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.linux.io.Terminals;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import dev.perk.control.node.runtime.ImagePaths;
import dev.perk.control.node.runtime.PodConnection;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.control.node.runtime.StartResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A pod whose containers are plain processes. */
final class ProcessSandbox implements Sandbox {
    private static final String SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final SandboxSpec spec;
    private final String address;
    private final Map<Integer, Integer> ports;
    private final ImageStore images;
    private final Terminals terminals;
    private final Consumer<ProcessSandbox> onClose;
    private final Set<ProcessContainer> containers = ConcurrentHashMap.newKeySet();

    /**
     * @param ports for each port that the pod declares, the one that it really has
     */
    ProcessSandbox(
            SandboxSpec spec,
            String address,
            Map<Integer, Integer> ports,
            ImageStore images,
            Terminals terminals,
            Consumer<ProcessSandbox> onClose) {
        this.spec = spec;
        this.address = address;
        this.ports = Map.copyOf(ports);
        this.images = images;
        this.terminals = terminals;
        this.onClose = onClose;
    }

    @Override
    public String address() {
        return address;
    }

    Collection<Integer> ports() {
        return ports.values();
    }

    @Override
    public InetSocketAddress endpoint(int port) {
        return new InetSocketAddress(
                InetAddress.ofLiteral("127.0.0.1"), ports.getOrDefault(port, port));
    }

    @Override
    public PodConnection connect(int port) throws IOException {
        return SocketConnection.toLocalhost(endpoint(port).getPort(), SocketChannel::open);
    }

    @Override
    public StartResult start(ContainerSpec container, ContainerListener listener) {
        Optional<BindMount> mount =
                container.mounts().stream()
                        .filter(m -> !m.target().startsWith(SERVICE_ACCOUNT))
                        .findFirst();
        if (mount.isPresent()) {
            return new StartResult.NotCreated(
                    "volumes need containers: the process runtime cannot show anything at "
                            + mount.get().target());
        }
        String id = spec.uid() + "-" + container.name() + "-" + container.attempt();
        try {
            var image = new ImageFolder(images.merged(container.image()));
            var paths = new ImagePaths(path -> find(image, path));
            var program =
                    new ImageProgram(
                            image, paths, env(container, paths), container.workingDir(), terminals);
            Optional<List<String>> line = program.line(container.command());
            if (line.isEmpty()) {
                return new StartResult.NotRun(
                        "exec: \"" + container.command().getFirst() + "\": not found in the image");
            }
            Path folder = Files.createDirectories(spec.folder().resolve("containers").resolve(id));
            var started = new ProcessContainer(id, folder, program, containers::remove);
            containers.add(started);
            return started.start(
                    new ContainerCommand.Wish(line.get(), container.input(), container.terminal()),
                    listener);
        } catch (IOException | UncheckedIOException e) {
            return new StartResult.NotCreated(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> find(ImageFolder image, String path) {
        try {
            return image.find(path).map(Path::toString);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> env(ContainerSpec container, ImagePaths paths) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", DEFAULT_PATH);
        env.putAll(container.env());
        env.replaceAll((name, value) -> paths.rewrite(value));
        env.computeIfPresent("PORT", (name, value) -> mapped(value));
        return env;
    }

    private String mapped(String port) {
        boolean isPort = port.matches("[0-9]{1,5}");
        return isPort ? Integer.toString(endpoint(Integer.parseInt(port)).getPort()) : port;
    }

    @Override
    public void close() {
        for (ProcessContainer container : List.copyOf(containers)) {
            container.kill();
            container.awaitEnd();
            container.remove();
        }
        onClose.accept(this);
    }
}
