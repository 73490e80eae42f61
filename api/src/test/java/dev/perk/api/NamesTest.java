package dev.perk.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg kmeta/names_test.go (TestChildName). */
class NamesTest {
    private static final String LONG = "f".repeat(63);

    @Test
    void joinsWhatFits() {
        assertThat(Names.child("asdf", "-deployment")).isEqualTo("asdf-deployment");
        assertThat(Names.child("a".repeat(52), "-deployment"))
                .isEqualTo("a".repeat(52) + "-deployment");
    }

    @Test
    void keepsAShortSuffixWhole() {
        assertThat(Names.child(LONG, "-deployment"))
                .isEqualTo("ffffffffffffffffffff105d7597f637e83cc711605ac3ea4957-deployment");
    }

    @Test
    void cutsALongSuffix() {
        assertThat(Names.child(LONG, LONG))
                .isEqualTo("f".repeat(31) + "0502661254f13c89973cb3a83e0cbec0");
        assertThat(Names.child("a", LONG))
                .isEqualTo("ab5cfd486935decbc0d305799f4ce4414" + "f".repeat(30));
    }

    @Test
    void endsWithALetterOrADigit() {
        assertThat(Names.child("aaaa", "b---a".repeat(20)))
                .isEqualTo("aaaa7a3f7966594e3f0849720eced8212c18b---ab---ab---ab---ab---ab");
        assertThat(Names.child("a".repeat(17), "a.-.-.-.-.-.-." + "a".repeat(37)))
                .isEqualTo("a".repeat(17) + "a1eb10dc911444f8434af83b7225442da");
    }
}
