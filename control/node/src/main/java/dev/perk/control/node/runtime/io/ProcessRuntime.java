package dev.perk.control.node.runtime.io;

import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.linux.io.Terminals;
import dev.perk.control.node.runtime.AddressPool;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.control.node.runtime.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs an image's program as a child process, from the image's unpacked files: for machines without
 * root. Nothing keeps such a process from what the user may do, so it is for development.
 *
 * <p>Each pod has a loopback address of its own, for what this machine listens on in its name. Its
 * containers share the machine's ports, so a port they declare becomes a free one, told in {@code
 * PORT}.
 */
final class ProcessRuntime implements ContainerRuntime {
    private static final int FIRST_ADDRESS = 1;
    private static final int RADIX = 16;

    private final ImageStore images;
    private final AddressPool addresses;
    private final Terminals terminals = new Terminals();
    private final Set<Integer> portsInUse = new HashSet<>();
    private final Set<ProcessSandbox> sandboxes = ConcurrentHashMap.newKeySet();

    ProcessRuntime(InstanceNames names, ImageStore images) {
        this.images = images;
        this.addresses = new AddressPool(loopback(names), FIRST_ADDRESS);
    }

    /** A part of 127.0.0.0/8 for each instance, away from its ends, where others are at home. */
    private static Subnet loopback(InstanceNames names) {
        int second = 16 + Integer.parseInt(names.id().substring(0, 2), RADIX) % 200;
        return Subnet.parse("127." + second + ".0.0/16");
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public SandboxResult openSandbox(SandboxSpec spec) {
        Optional<String> address = addresses.take();
        if (address.isEmpty()) {
            return new SandboxResult.Failed("no loopback address is free");
        }
        try {
            Map<Integer, Integer> ports = new HashMap<>();
            for (int port : spec.ports()) {
                ports.put(port, freePort());
            }
            var sandbox =
                    new ProcessSandbox(spec, address.get(), ports, images, terminals, this::forget);
            sandboxes.add(sandbox);
            return new SandboxResult.Opened(sandbox);
        } catch (IOException e) {
            addresses.giveBack(address.get());
            return new SandboxResult.Failed(String.valueOf(e.getMessage()));
        }
    }

    private int freePort() throws IOException {
        while (true) {
            try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                synchronized (portsInUse) {
                    if (portsInUse.add(probe.getLocalPort())) {
                        return probe.getLocalPort();
                    }
                }
            }
        }
    }

    private void forget(ProcessSandbox sandbox) {
        sandboxes.remove(sandbox);
        addresses.giveBack(sandbox.address());
        synchronized (portsInUse) {
            portsInUse.removeAll(sandbox.ports());
        }
    }

    @Override
    public void close() {
        List.copyOf(sandboxes).forEach(ProcessSandbox::close);
        terminals.close();
    }
}
