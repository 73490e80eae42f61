package dev.perk.control.node.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.control.node.linux.io.NetworkNamespace;
import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.Subnet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine and the world around it, in networks that the test makes. */
class MasqueradeTest {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int LOST_MILLIS = 300;
    private static final Subnet PODS = Subnet.parse("10.88.0.0/16");
    private static final Path SWITCH = Path.of("/proc/sys/net/ipv4/ip_forward");

    private static final String MACHINE_ADDRESS = "198.51.100.1";
    private static final String WORLD_ADDRESS = "198.51.100.2";
    private static final String POD_ADDRESS = "10.88.0.2";

    @TempDir Path temp;
    private final String suffix = Long.toString(System.nanoTime(), 36);
    private InstanceNames names = new InstanceNames("abc123");
    private NetworkNamespace machine;
    private NetworkNamespace world;
    private NetworkNamespace pod;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Program.find("ip").isPresent(),
                "networks need root and ip");
        machine = new NetworkNamespace("perk-machine-" + suffix);
        world = new NetworkNamespace("perk-world-" + suffix);
        pod = new NetworkNamespace("perk-pod-" + suffix);
        // A new network takes this from the first one, where another Perk may have changed it.
        machine.in(() -> Files.writeString(SWITCH, "0"));
        machine.run("link", "set", "lo", "up");
        machine.run("link", "add", "out", "type", "veth", "peer", "eth0", "netns", world.name());
        machine.run("addr", "add", MACHINE_ADDRESS + "/24", "dev", "out");
        machine.run("link", "set", "out", "up");
        world.run("addr", "add", WORLD_ADDRESS + "/24", "dev", "eth0");
        world.run("link", "set", "eth0", "up");
        machine.run("link", "add", names.bridge(), "type", "bridge");
        machine.run("addr", "add", PODS.address(1) + "/16", "dev", names.bridge());
        machine.run("link", "set", names.bridge(), "up");
        machine.run("link", "add", "pod", "type", "veth", "peer", "eth0", "netns", pod.name());
        machine.run("link", "set", "pod", "master", names.bridge(), "up");
        pod.run("addr", "add", POD_ADDRESS + "/16", "dev", "eth0");
        pod.run("link", "set", "eth0", "up");
        pod.run("route", "add", "default", "via", PODS.address(1));
    }

    @AfterEach
    void remove() throws IOException {
        for (NetworkNamespace each : new NetworkNamespace[] {pod, world, machine}) {
            if (each != null) {
                each.close();
            }
        }
    }

    /** With these programs and no others. */
    private Masquerade with(String tool) {
        assumeTrue(Program.find(tool).isPresent(), tool + " is not installed");
        return new Masquerade(
                names,
                new IpForwarding(temp.resolve("forwarding")),
                name -> name.startsWith(tool) ? Program.find(name) : Optional.empty());
    }

    private Masquerade.Outcome open(Masquerade masquerade) throws Exception {
        return machine.in(() -> masquerade.open(PODS));
    }

    private String forwarding() throws Exception {
        return machine.in(() -> Files.readString(SWITCH).strip());
    }

    /** Who a server takes the client for. */
    private static String seenBy(NetworkNamespace server, String address, NetworkNamespace client)
            throws Exception {
        try (ServerSocket listener = server.in(() -> new ServerSocket());
                Socket socket = client.in(() -> new Socket())) {
            server.in(() -> {
                listener.bind(new InetSocketAddress(address, 0));
                return true;
            });
            client.in(() -> {
                socket.connect(
                        new InetSocketAddress(address, listener.getLocalPort()), PATIENCE_MILLIS);
                return true;
            });
            listener.setSoTimeout(PATIENCE_MILLIS);
            try (Socket accepted = listener.accept()) {
                return accepted.getInetAddress().getHostAddress();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void aPodReachesTheWorldAsTheMachine(String tool) throws Exception {
        assertThat(open(with(tool))).isEqualTo(new Masquerade.Outcome.Open(tool));
        assertThat(seenBy(world, WORLD_ADDRESS, pod)).isEqualTo(MACHINE_ADDRESS);
        assertThat(seenBy(machine, MACHINE_ADDRESS, pod))
                .as("the machine itself sees the pod")
                .isEqualTo(POD_ADDRESS);
        assertThat(seenBy(pod, POD_ADDRESS, machine)).isEqualTo(PODS.address(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void theWorldReachesNoPod(String tool) throws Exception {
        open(with(tool));
        world.run("route", "add", PODS.toString(), "via", MACHINE_ADDRESS);
        try (ServerSocket listener = pod.in(() -> new ServerSocket(0, 1, null));
                Socket socket = world.in(() -> new Socket())) {
            Optional<Exception> refusal =
                    world.in(() -> {
                        try {
                            socket.connect(
                                    new InetSocketAddress(POD_ADDRESS, listener.getLocalPort()),
                                    LOST_MILLIS);
                            return Optional.empty();
                        } catch (IOException e) {
                            return Optional.of(e);
                        }
                    });
            assertThat(refusal).containsInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void nothingIsLeftOnceItIsRemoved(String tool) throws Exception {
        assertThat(forwarding()).isEqualTo("0");
        Masquerade masquerade = with(tool);
        String before = rules(tool);
        open(masquerade);
        assertThat(rules(tool)).contains(names.bridge());
        assertThat(forwarding()).isEqualTo("1");
        machine.in(() -> {
            masquerade.remove(true);
            return true;
        });
        assertThat(rules(tool)).doesNotContain("perk").startsWith(before);
        assertThat(forwarding()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void whatOthersNeedStays(String tool) throws Exception {
        Masquerade first = with(tool);
        open(first);
        names = new InstanceNames("def456");
        open(with(tool));
        machine.in(() -> {
            first.remove(false);
            return true;
        });
        assertThat(rules(tool)).contains("perk-def456").doesNotContain("perk-abc123");
        assertThat(forwarding()).isEqualTo("1");
    }

    @Test
    void aMachineThatForwardedBeforeGoesOn() throws Exception {
        machine.in(() -> Files.writeString(SWITCH, "1"));
        Masquerade masquerade = with("nft");
        open(masquerade);
        machine.in(() -> {
            masquerade.remove(true);
            return true;
        });
        assertThat(forwarding()).isEqualTo("1");
    }

    @Test
    void withoutEitherToolItSaysSoAndChangesNothing() throws Exception {
        var masquerade =
                new Masquerade(
                        names, new IpForwarding(temp.resolve("forwarding")), _ -> Optional.empty());
        assertThat(open(masquerade))
                .isEqualTo(new Masquerade.Outcome.Closed("neither iptables nor nft is installed"));
        assertThat(forwarding()).isEqualTo("0");
    }

    private String rules(String tool) throws Exception {
        return machine.in(() ->
                tool.equals("nft")
                        ? Program.find("nft").orElseThrow().run(List.of("list", "ruleset")).output()
                        : Program.find("iptables-save")
                                .orElseThrow()
                                .run(List.of())
                                .output()
                                .lines()
                                .filter(line -> line.startsWith("-"))
                                .reduce("", (all, line) -> all + line + "\n"));
    }
}
