package dev.perk.run.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.run.cli.demo.Screen.Tone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void writesPlainTextWhenTheOutputIsNoTerminal() {
        Screen screen = screen(false, Map.of());
        screen.step("Deploy");
        screen.check(true, "it holds");
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .doesNotContain("\u001b")
                .contains("✓ it holds");
    }

    @Test
    void writesColoursOnATerminalUnlessAskedNotTo() {
        assertThat(screen(true, Map.of()).in(Tone.BAD, "x")).startsWith("\u001b[");
        assertThat(screen(true, Map.of("NO_COLOR", "1")).in(Tone.BAD, "x")).isEqualTo("x");
    }

    @Test
    void aBarShowsAtLeastOneCellForAnythingAboveZero() {
        Screen screen = screen(false, Map.of());
        assertThat(screen.bar(0.001, 500, 4, Tone.GOOD)).isEqualTo("#   ");
        assertThat(screen.bar(0, 500, 4, Tone.GOOD)).isEqualTo("    ");
        assertThat(screen.bar(900, 500, 4, Tone.GOOD)).isEqualTo("####");
    }

    private Screen screen(boolean terminal, Map<String, String> environment) {
        return Screen.on(
                new PrintStream(bytes, true, StandardCharsets.UTF_8), environment, terminal);
    }
}
