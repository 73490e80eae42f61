package dev.perk.control.workloads.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SafeNameTest {

    @Test
    void theSamePartsGiveTheSameName() {
        assertThat(SafeName.child("web", "uid", 1))
                .matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}")
                .isEqualTo(SafeName.child("web", "uid", 1));
    }

    @Test
    void otherPartsGiveAnotherName() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            names.add(SafeName.child("web", "uid", i));
        }
        assertThat(names).as("of 14 million possible ones").hasSizeGreaterThanOrEqualTo(998);
        assertThat(SafeName.child("web", "a", "b")).isNotEqualTo(SafeName.child("web", "ab"));
    }

    @Test
    void aLongStemIsCut() {
        assertThat(SafeName.child("x".repeat(80), 1)).hasSize(63).startsWith("x".repeat(57) + "-");
    }
}
