package dev.perk.control.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final String STUB = "# systemd\nnameserver 127.0.0.53\nsearch lan\n";

    @Test
    void theMachinesFileIsThePods() {
        String own = "nameserver 192.0.2.53\nsearch lan\noptions ndots:2\n";
        assertThat(Resolver.forPods(own, ""))
                .satisfies(
                        it -> assertThat(it.content()).isEqualTo(own),
                        it -> assertThat(it.problem()).isEmpty());
    }

    @Test
    void theServersBehindALocalOneAreUsedInItsPlace() {
        String upstream = "nameserver 192.0.2.1\nnameserver 192.0.2.2\n";
        assertThat(Resolver.forPods(STUB, upstream).content()).isEqualTo(upstream);
    }

    @Test
    void aLocalServerAmongOthersIsLeftOut() {
        var resolver = Resolver.forPods("nameserver ::1\nnameserver 192.0.2.53\n", "");
        assertThat(resolver.content()).isEqualTo("nameserver 192.0.2.53\n");
        assertThat(resolver.problem()).isEmpty();
    }

    @Test
    void ifOnlyALocalServerIsKnownItSaysSo() {
        var resolver = Resolver.forPods(STUB, "");
        assertThat(resolver.content()).isEqualTo("# systemd\nsearch lan\n");
        assertThat(resolver.problem().orElseThrow()).contains("loopback");
    }

    @Test
    void ifNoServerIsKnownItSaysSo() {
        assertThat(Resolver.forPods("", "").problem().orElseThrow()).contains("names no server");
    }
}
