package dev.perk.run.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void whoNamesACommandGetsThatOneAsPartOfPerk() {
        var perk = Main.commands("up", "--api-port", "0");
        assertThat(perk.getSubcommands()).containsOnlyKeys("up");
        assertThat(perk.getSubcommands())
                .hasEntrySatisfying(
                        "up", up -> assertThat(up.getUsageMessage()).startsWith("Usage: perk up "));
    }

    @Test
    void itStillAnswersHelp() {
        var out = new StringWriter();
        assertThat(Main.commands("up").setOut(new PrintWriter(out)).execute("up", "--help"))
                .isZero();
        assertThat(out.toString()).contains("perk up").contains("--api-port");
    }

    @Test
    void whoNamesNoneOrAnUnknownOneIsToldOfAll() {
        assertThat(Main.commands().getSubcommands()).containsKeys("up", "demo", "image", "queue");
        assertThat(Main.commands("ups").getSubcommands())
                .hasSameSizeAs(Main.commands().getSubcommands());
    }
}
