package dev.perk.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: Go time.TestParseDuration, TestDurationString. */
class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5s, 5000000000",
        "30s, 30000000000",
        "1478s, 1478000000000",
        "-5s, -5000000000",
        "+5s, 5000000000",
        "-0, 0",
        "5.0s, 5000000000",
        "5.6s, 5600000000",
        "5.s, 5000000000",
        ".5s, 500000000",
        "1.004s, 1004000000",
        "100.00100s, 100001000000",
        "10ns, 10",
        "12µs, 12000",
        "12μs, 12000",
        "13ms, 13000000",
        "15m, 900000000000",
        "16h, 57600000000000",
        "3h30m, 12600000000000",
        "10.5s4m, 250500000000",
        "-2m3.4s, -123400000000",
        "1h2m3s4ms5us6ns, 3723004005006",
        "0.3333333333333333333h, 1199999999999",
        "9223372036854775807ns, 9223372036854775807",
    })
    void readsWhatGoReads(String text, long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(Parsed.good(Duration.ofNanos(nanos)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "3 | time: missing unit in duration \"3\"",
                "3000000h | time: invalid duration \"3000000h\"",
                "- | time: invalid duration \"-\"",
                "s | time: invalid duration \"s\"",
                ". | time: invalid duration \".\"",
                ".s | time: invalid duration \".s\"",
                "+.s | time: invalid duration \"+.s\"",
                "1d | time: unknown unit \"d\" in duration \"1d\"",
                "5 s | time: unknown unit \" s\" in duration \"5 s\"",
                "abc | time: invalid duration \"abc\"",
                "9223372036854775808ns | time: invalid duration \"9223372036854775808ns\"",
            })
    void refusesWhatGoRefusesInItsWords(String text, String why) {
        assertThat(GoDuration.parse(text)).isEqualTo(Parsed.bad(why));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1100, 1.1µs",
        "2200000, 2.2ms",
        "300000000, 300ms",
        "3300000000, 3.3s",
        "90000000000, 1m30s",
        "245000000000, 4m5s",
        "18367001000000, 5h6m7.001s",
        "480000000001, 8m0.000000001s",
        "3600000000000, 1h0m0s",
        "-42000000000, -42s",
    })
    void printsAsGoPrints(long nanos, String text) {
        assertThat(GoDuration.print(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @Property
    void readsBackWhatItPrints(@ForAll int seconds, @ForAll int nanos) {
        Duration duration = Duration.ofSeconds(seconds).plusNanos(nanos);
        assertThat(GoDuration.parse(GoDuration.print(duration))).isEqualTo(Parsed.good(duration));
    }
}
