package dev.perk.request.queueproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/serving pkg/queue/forwarded_shim_test.go. */
class DescribeHopsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1, ::1 | h | p | for=127.0.0.1;host=h;proto=p, for=\"[::1]\"",
                "               |   | p | proto=p",
                "               | h |   | host=h",
                "',,'           |   |   | for=, for=, for=",
                "127.0.0.1      |   |   | for=127.0.0.1",
                "n              | h | p | for=n;host=h;proto=p",
                "127.0.0.1, 127.0.0.2 | h | p | for=127.0.0.1;host=h;proto=p, for=127.0.0.2",
            })
    void saysInOneHeaderWhatTheOthersSay(String hops, String host, String proto, String expected) {
        assertThat(DescribeHops.forwarded(hops, proto, host)).isEqualTo(expected);
    }

    @Test
    void leavesAloneWhatIsThere() {
        assertThat(forwardedOf("Forwarded", "for=me", "X-Forwarded-For", "you"))
                .isEqualTo("for=me");
    }

    @Test
    void addsNothingWhereNothingIsKnown() {
        assertThat(forwardedOf()).isNull();
    }

    private static @Nullable String forwardedOf(String... headers) {
        var exchange = FakeExchange.get(new FakeClock(), "a", "/");
        for (int i = 0; i < headers.length; i += 2) {
            exchange.header(headers[i], headers[i + 1]);
        }
        var container = InetSocketAddress.createUnresolved("10.0.0.1", 8080);
        new DescribeHops().handle(exchange, next -> next.forward(container));
        return exchange.request().headers().get("Forwarded");
    }
}
