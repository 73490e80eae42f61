package dev.perk.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream: Go strconv's and fmt's tables. */
class GoNumberTest {

    @Test
    void readsIntegersWithASignAndNothingElse() {
        assertThat(GoNumber.parseLong("+5")).isEqualTo(Parsed.good(5L));
        assertThat(GoNumber.parseLong("-05")).isEqualTo(Parsed.good(-5L));
        assertThat(GoNumber.parseLong("9223372036854775807"))
                .isEqualTo(Parsed.good(Long.MAX_VALUE));
        assertThat(GoNumber.parseLong("abc"))
                .isEqualTo(Parsed.bad("strconv.ParseInt: parsing \"abc\": invalid syntax"));
        assertThat(GoNumber.parseLong("9223372036854775808"))
                .isEqualTo(
                        Parsed.bad(
                                "strconv.ParseInt: parsing \"9223372036854775808\": value out of"
                                        + " range"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 5", "5 ", "1.5", "0x10", "1_000", "--1", "٣"})
    void refusesWhatOnlyLooksLikeAnInteger(String text) {
        assertThat(GoNumber.parseLong(text).isGood()).isFalse();
    }

    @Test
    void knowsThe32BitBounds() {
        assertThat(GoNumber.parseInt("2147483647")).isEqualTo(Parsed.good(Integer.MAX_VALUE));
        assertThat(GoNumber.parseInt("2147483648").isGood()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1e3, 1000",
        ".5, 0.5",
        "5., 5",
        "0x1p-2, 0.25",
        "-1, -1",
        "+2.5, 2.5",
        "1E-2, 0.01"
    })
    void readsFloats(String text, double value) {
        assertThat(GoNumber.parseDouble(text)).isEqualTo(Parsed.good(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1d", "1f", " 1", "1 ", "0x1", "1e", ".", "1_0", "+NaN", "1e400"})
    void refusesFloatsThatOnlyJavaWouldRead(String text) {
        assertThat(GoNumber.parseDouble(text).isGood()).isFalse();
    }

    @Test
    void readsInfinitiesAndNaN() {
        assertThat(GoNumber.parseDouble("NaN")).isEqualTo(Parsed.good(Double.NaN));
        assertThat(GoNumber.parseDouble("-inf")).isEqualTo(Parsed.good(Double.NEGATIVE_INFINITY));
        assertThat(GoNumber.parseDouble("Infinity"))
                .isEqualTo(Parsed.good(Double.POSITIVE_INFINITY));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "T, true", "True, true", "0, false", "FALSE, false"})
    void readsTruthValues(String text, boolean value) {
        assertThat(GoNumber.parseBoolean(text)).isEqualTo(Parsed.good(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "tRUE", "", " true", "on"})
    void refusesOtherTruths(String text) {
        assertThat(GoNumber.parseBoolean(text))
                .isEqualTo(
                        Parsed.bad("strconv.ParseBool: parsing \"" + text + "\": invalid syntax"));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100",
        "0.1, 0.1",
        "1.01, 1.01",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.5e22, 1.5e+22",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-2.5, -2.5",
        "0, 0",
    })
    void printsFloatsAsGoDoes(double value, String text) {
        assertThat(GoNumber.print(value)).isEqualTo(text);
    }

    @Test
    void printsSixDecimalsWhereAskedTo() {
        assertThat(GoNumber.printFixed(1.01)).isEqualTo("1.010000");
    }

    @Test
    void quotesAsGoDoes() {
        assertThat(GoQuote.quote("a\"b\\c\n\t\u0001\u007f é\u00a0😀"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\t\\x01\\x7f é\\u00a0😀\"");
    }
}
