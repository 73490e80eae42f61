package dev.perk.control.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subnets, addresses and names of links. */
class NetworkTest {
    private final Subnet subnet = Subnet.parse("10.88.0.0/16");

    @Test
    void readsAndWritesSubnets() {
        assertThat(subnet).hasToString("10.88.0.0/16");
        assertThat(Subnet.parse("10.88.3.4/16"))
                .as("the bits of a host are left out")
                .isEqualTo(subnet);
        assertThat(subnet.address(258)).isEqualTo("10.88.1.2");
        assertThat(Subnet.parse("192.168.255.0/24").address(255)).isEqualTo("192.168.255.255");
        assertThat(subnet.contains("10.88.255.1")).isTrue();
        assertThat(subnet.contains("10.89.0.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.88.0.0", "10.88.0/16", "10.88.0.256/16", "10.88.0.0/33", "a/b", "/"})
    void refusesWhatIsNoSubnet(String text) {
        assertThatThrownBy(() -> Subnet.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void avoidsNetworksThatTheMachineAlreadyUses() {
        List<Subnet> taken = List.of(Subnet.parse("10.88.4.0/24"), Subnet.parse("10.89.0.0/16"));
        assertThat(subnet.firstFree(taken)).contains(Subnet.parse("10.90.0.0/16"));
        assertThat(subnet.firstFree(List.of(Subnet.parse("0.0.0.0/1")))).isEmpty();
    }

    @Test
    void readsTheMachinesRoutes() {
        assertThat(
                        Routes.networks(
                                List.of(
                                        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric"
                                                + "\tMask\t\tMTU\tWindow\tIRTT",
                                        "eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0"
                                                + "\t0",
                                        "eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0"
                                                + "\t0",
                                        "perk-1\t0000580A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0"
                                                + "\t0")))
                .containsExactly(Subnet.parse("192.168.0.0/24"), subnet);
    }

    @Test
    void anAddressRestsAfterItWasGivenBack() {
        var pool = new AddressPool(Subnet.parse("10.0.0.0/29"), 2);
        Set<String> seen = new HashSet<>();
        Optional<String> first = pool.take();
        assertThat(first).contains("10.0.0.2");
        pool.giveBack("10.0.0.2");
        for (int i = 0; i < 4; i++) {
            seen.add(pool.take().orElseThrow());
        }
        assertThat(seen)
                .as("the others first, and neither the gateway nor the broadcast address")
                .containsExactlyInAnyOrder("10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6");
        assertThat(pool.take()).contains("10.0.0.2");
        assertThat(pool.take()).as("all in use").isEmpty();
    }

    @Test
    void namesFitAndTellInstancesApart() {
        InstanceNames names = InstanceNames.of(Path.of("/data"));
        assertThat(names).isEqualTo(InstanceNames.of(Path.of("/data")));
        assertThat(names).isNotEqualTo(InstanceNames.of(Path.of("/other")));
        assertThat(names.bridge()).hasSizeLessThanOrEqualTo(15);
        // Numbers start at tenths of seconds since 1970: this is the year 2400.
        assertThat(names.link(135_000_000_000L)).hasSizeLessThanOrEqualTo(15);
    }
}
