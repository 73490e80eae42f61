package dev.perk.control.node.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done about it: ProcessRuntimeTest, if the tests run in the background of a script. */
class DefaultSignalsTest {

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, false",
        "0000000000000002, true",
        "0000000000000004, true",
        "0000000000001000, false",
        "8000000000000006, true"
    })
    void knowsWhetherKeysAreIgnored(String mask, boolean ignored) {
        String status =
                "SigBlk:\t0000000000000006\nSigIgn:\t" + mask + "\nSigCgt:\tffffffffffffffff";
        assertThat(DefaultSignals.ignoresKeys(status)).isEqualTo(ignored);
    }
}
