package dev.perk.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream: k8s.io/apimachinery resource.TestQuantityParse, TestQuantityString. */
class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "100m, 100m",
        "0.1, 100m",
        "1000m, 1",
        "1.5, 1500m",
        "2000, 2k",
        "1500, 1500",
        "1024Mi, 1Gi",
        "1.5Gi, 1536Mi",
        "0.5Mi, 512Ki",
        "512, 512",
        "100M, 100M",
        "1e3, 1e3",
        "12345e-3, 12345e-3",
        "-5, -5",
        "+5, 5",
        ".5, 500m",
        "1n, 1n",
        "0.1n, 1n",
        "1E, 1E",
        "1E3, 1e3",
        "128Ki, 128Ki",
        "0.5Ki, 512",
    })
    void printsTheCanonicalForm(String text, String canonical) {
        assertThat(Quantity.parse(text).optional().map(Quantity::toString)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1.1.1", " 1", "1 ", "--1", "50mx", "Mi"})
    void refusesWhatHasNotTheShape(String text) {
        assertThat(Quantity.parse(text))
                .isEqualTo(
                        Parsed.bad(
                                "quantities must match the regular expression"
                                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
    }

    @Test
    void refusesAnUnknownSuffix() {
        assertThat(Quantity.parse("1Mm"))
                .isEqualTo(Parsed.bad("unable to parse quantity's suffix"));
    }

    @Test
    void comparesAmountsAndNotSpellings() {
        Quantity half = Quantity.parse("0.5").optional().orElseThrow();
        Quantity fiveHundred = Quantity.parse("500m").optional().orElseThrow();
        Quantity kibi = Quantity.parse("1Ki").optional().orElseThrow();
        assertThat(half).isEqualByComparingTo(fiveHundred).isLessThan(kibi);
    }

    @Property
    void readsBackWhatItPrints(@ForAll @IntRange(min = 1) int milli) {
        Quantity quantity = Quantity.parse(milli + "m").optional().orElseThrow();
        Quantity again = Quantity.parse(quantity.toString()).optional().orElseThrow();
        assertThat(again).isEqualByComparingTo(quantity);
    }
}
