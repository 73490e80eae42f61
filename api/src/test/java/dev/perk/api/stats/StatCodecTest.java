package dev.perk.api.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.text.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of knative/serving's stat.proto, written out by hand. */
class StatCodecTest {
    private static final Stat FULL =
            new Stat("pod-1", 1.5, 0.5, 3, 1, Duration.ofMillis(12_250), Instant.EPOCH);
    private static final String FULL_BYTES =
            "0a05706f642d31 11000000000000f83f 19000000000000e03f 210000000000000840"
                    + " 29000000000000f03f 310000000000802840";

    @Test
    void aStatHasTheBytesOfTheReference() {
        assertThat(StatCodec.encode(FULL)).isEqualTo(bytes(FULL_BYTES)).hasSize(52);
    }

    @Test
    void messagesHaveTheBytesOfTheReference() {
        var message =
                new StatMessage(new RevisionKey("default", "hello"), Stat.ofActivator("act", 1, 1));
        byte[] expected =
                bytes(
                        "0a29 0a0764656661756c74 120568656c6c6f 1a17 0a03616374"
                                + " 11000000000000f03f 21000000000000f03f");

        assertThat(StatCodec.encode(List.of(message))).isEqualTo(expected).hasSize(43);
        assertThat(StatCodec.decodeAll(expected)).isEqualTo(Parsed.good(List.of(message)));
    }

    @Test
    void aTimestampIsSecondsSinceTheEpoch() {
        Stat stat = Stat.unknown("p").at(Instant.ofEpochSecond(1_697_431_278));
        assertThat(StatCodec.encode(stat)).isEqualTo(bytes("0a0170 38eefdb2a906"));
        assertThat(StatCodec.decode(bytes("0a0170 38eefdb2a906"))).isEqualTo(Parsed.good(stat));
    }

    @Test
    void nothingIsAStatOfZeros() {
        assertThat(StatCodec.decode(new byte[0])).isEqualTo(Parsed.good(Stat.unknown("")));
        assertThat(StatCodec.encode(Stat.unknown(""))).isEmpty();
    }

    @Test
    void unknownFieldsAreSkippedAndTheLastValueCounts() {
        byte[] message = bytes("0a0161 4801 4a03010203 510000000000000000 5d00000000 0a0162");
        assertThat(StatCodec.decode(message)).isEqualTo(Parsed.good(Stat.unknown("b")));
    }

    @Test
    void anEntryWithoutStatIsSkipped() {
        assertThat(StatCodec.decodeAll(bytes("0a06 0a0161 120162")))
                .isEqualTo(Parsed.good(List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "0a05706f, unexpected EOF",
        "11000000, unexpected EOF",
        "38ff, unexpected EOF",
        "0a01ff, field 1 contains invalid UTF-8",
        "0b, 'wire type 3 (expected: 0, 1, 2 or 5)'",
        "00, 'field number 0 (expected: 1 to 536870911)'",
        "38ffffffffffffffffffff01, a number of more than 10 bytes",
        "0affffffff0f, unexpected EOF",
    })
    void whatIsNoMessageSaysWhy(String message, String why) {
        assertThat(StatCodec.decode(bytes(message))).isEqualTo(Parsed.bad(why));
    }

    @Test
    void everyTruncatedMessageIsRefusedOrShorter() {
        byte[] whole = bytes(FULL_BYTES);
        for (int length = 0; length < whole.length; length++) {
            Parsed<Stat> read = StatCodec.decode(Arrays.copyOf(whole, length));
            assertThat(read).isNotEqualTo(Parsed.good(FULL));
        }
    }

    @Test
    void valuesBeyondOurTypesAreClamped() {
        byte[] latest = bytes("38ffffffffffffffff7f");
        byte[] uptimeForEver = bytes("31000000000000f07f");
        assertThat(StatCodec.decode(latest).optional())
                .hasValueSatisfying(stat ->
                        assertThat(stat.timestamp().getEpochSecond())
                                .isEqualTo(Instant.MAX.getEpochSecond()));
        assertThat(StatCodec.decode(uptimeForEver).optional())
                .hasValueSatisfying(stat ->
                        assertThat(stat.processUptime())
                                .isEqualTo(Duration.ofNanos(Long.MAX_VALUE)));
    }

    @Property
    void whatIsWrittenIsRead(
            @ForAll String podName,
            @ForAll double concurrency,
            @ForAll double count,
            @ForAll @LongRange(min = 0, max = 1_000_000) long uptimeMillis,
            @ForAll @LongRange(min = -1, max = 4_000_000_000L) long timestamp) {
        var stat =
                new Stat(
                        wellFormed(podName),
                        concurrency + 0.0,
                        count + 0.0,
                        count + 0.0,
                        concurrency + 0.0,
                        Duration.ofMillis(uptimeMillis),
                        Instant.ofEpochSecond(timestamp));
        var message = new StatMessage(new RevisionKey("ns", "rev"), stat);

        assertThat(StatCodec.decode(StatCodec.encode(stat))).isEqualTo(Parsed.good(stat));
        assertThat(StatCodec.decodeAll(StatCodec.encode(List.of(message, message))))
                .isEqualTo(Parsed.good(List.of(message, message)));
    }

    @Property
    void noBytesEscapeAsAnException(@ForAll byte[] anything) {
        assertThat(StatCodec.decode(anything)).isNotNull();
        assertThat(StatCodec.decodeAll(anything)).isNotNull();
    }

    /** Half of a surrogate pair has no UTF-8. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
