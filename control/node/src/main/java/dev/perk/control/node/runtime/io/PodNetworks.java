package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.AddressPool;
import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.Routes;
import dev.perk.control.node.runtime.Subnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bridge, and per pod a network namespace with a link to it. The machine is the first address of
 * the network, and its gateway.
 *
 * <p>Link names are never used twice: the kernel frees them some time after they are removed, and a
 * new link with such a name fails.
 */
final class PodNetworks implements AutoCloseable {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final Path LINKS = Path.of("/sys/class/net");
    private static final int GATEWAY = 1;
    private static final int FIRST_POD = 2;

    /** Names start where an earlier process with this data folder cannot have been. */
    private static final long TICK_MILLIS = 100;

    private final Program ip;
    private final InstanceNames names;
    private final Subnet subnet;
    private final AddressPool addresses;
    private Masquerade.Outcome wayOut = new Masquerade.Outcome.Closed("not opened yet");
    private final AtomicLong number = new AtomicLong(System.currentTimeMillis() / TICK_MILLIS);

    /**
     * One pod's network.
     *
     * @param namespace the file of its namespace
     * @param link the name of the machine's end of its link
     */
    record PodNetwork(String address, Path namespace, String link) {
        private String namespaceName() {
            return namespace.getFileName().toString();
        }
    }

    private PodNetworks(Program ip, InstanceNames names, Subnet subnet) {
        this.ip = ip;
        this.names = names;
        this.subnet = subnet;
        this.addresses = new AddressPool(subnet, FIRST_POD);
    }

    /**
     * Makes the bridge, with the first network from {@code preferred} on that nothing else on this
     * machine uses.
     */
    static PodNetworks open(Program ip, InstanceNames names, Subnet preferred) throws IOException {
        // Two that start at the same time must not choose the same network.
        try (MachineLock.Held _ = MachineLock.NETWORK.take()) {
            Subnet subnet =
                    preferred
                            .firstFree(Routes.networks(Files.readAllLines(ROUTES)))
                            .orElseThrow(() ->
                                    new IOException(
                                            "no network like "
                                                    + preferred
                                                    + " is free on this machine"));
            var networks = new PodNetworks(ip, names, subnet);
            networks.makeBridge();
            networks.wayOut = Masquerade.of(names).open(subnet);
            return networks;
        }
    }

    Subnet subnet() {
        return subnet;
    }

    /** Whether pods reach more than this machine. */
    Masquerade.Outcome wayOut() {
        return wayOut;
    }

    String gateway() {
        return subnet.address(GATEWAY);
    }

    private void makeBridge() throws IOException {
        String bridge = names.bridge();
        // With an address of its own: otherwise it takes one from its links, and changes with them.
        String hardware = names.id().replaceAll("(..)(..)(..)", "02:70:65:$1:$2:$3");
        batch(
                List.of(),
                "link add " + bridge + " address " + hardware + " type bridge stp_state 0",
                "addr add " + gateway() + "/" + subnet.prefix() + " dev " + bridge,
                "link set " + bridge + " up");
    }

    /** Makes one pod's network: two programs to run, so better done before it is needed. */
    PodNetwork add() throws IOException {
        String address =
                addresses
                        .take()
                        .orElseThrow(() ->
                                new IOException(
                                        "no address is free in "
                                                + subnet
                                                + " ("
                                                + subnet.size()
                                                + ")"));
        long n = number.incrementAndGet();
        String namespace = names.networkNamespace(n);
        String link = names.link(n);
        var network = new PodNetwork(address, NAMESPACES.resolve(namespace), link);
        try {
            batch(
                    List.of(),
                    "netns add " + namespace,
                    "link add " + link + " type veth peer name eth0 netns " + namespace,
                    "link set " + link + " master " + names.bridge() + " up");
            batch(
                    List.of("-n", namespace),
                    "link set lo up",
                    "addr add " + address + "/" + subnet.prefix() + " dev eth0",
                    "link set eth0 up",
                    "route add default via " + gateway());
            return network;
        } catch (IOException e) {
            remove(network);
            throw e;
        }
    }

    void remove(PodNetwork network) throws IOException {
        // Removing the namespace would remove the link, too, but some time later.
        ip.run(List.of("link", "del", network.link()));
        ip.run(List.of("netns", "del", network.namespaceName()));
        addresses.giveBack(network.address());
    }

    private void batch(List<String> options, String... commands) throws IOException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-batch", "-"));
        ip.must(arguments, String.join("\n", commands) + "\n");
    }

    @Override
    public void close() throws IOException {
        removeLeftovers(ip, names);
    }

    /**
     * Removes every network, link and bridge of this instance; runs no program if there is none.
     */
    static void removeLeftovers(Program ip, InstanceNames names) throws IOException {
        for (String link : entries(LINKS)) {
            if (link.startsWith(names.linkPrefix())
                    && link.length() > names.linkPrefix().length()) {
                ip.run(List.of("link", "del", link));
            }
        }
        for (String namespace : entries(NAMESPACES)) {
            if (namespace.startsWith(names.networkNamespacePrefix())) {
                ip.run(List.of("netns", "del", namespace));
            }
        }
        if (Files.exists(LINKS.resolve(names.bridge()))) {
            try (MachineLock.Held _ = MachineLock.NETWORK.take()) {
                Masquerade.of(names).remove(isLast(names));
                // Last: as long as it is there, whoever cleans up looks for the rules.
                ip.run(List.of("link", "del", names.bridge()));
            }
        }
    }

    private static boolean isLast(InstanceNames names) throws IOException {
        return entries(LINKS).stream()
                .noneMatch(link -> InstanceNames.isBridge(link) && !link.equals(names.bridge()));
    }

    private static List<String> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
