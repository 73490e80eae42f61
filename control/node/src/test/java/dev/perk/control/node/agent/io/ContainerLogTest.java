package dev.perk.control.node.agent.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.node.runtime.ContainerListener.Stream;
import dev.perk.testing.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clauses: the CRI log format; {@code kubectl logs}. */
class ContainerLogTest {
    private static final PodLogReader.Query ALL =
            new PodLogReader.Query(
                    false, false, OptionalInt.empty(), Optional.empty(), OptionalLong.empty());

    @TempDir Path folder;
    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private ContainerLog log;
    private int ends;

    @BeforeEach
    void open() throws IOException {
        log = new ContainerLog(folder.resolve("c/0.log"), clock);
    }

    private void write(String text) {
        log.write(Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    private Runnable start(PodLogReader.Query query) throws IOException {
        return PodLogReader.read(log, query, read::writeBytes, () -> ends++);
    }

    private String read(PodLogReader.Query query) throws IOException {
        read.reset();
        start(query);
        return read.toString(StandardCharsets.UTF_8);
    }

    private static PodLogReader.Query follow(boolean timestamps, OptionalInt tail) {
        return new PodLogReader.Query(
                true, timestamps, tail, Optional.empty(), OptionalLong.empty());
    }

    @Test
    void eachLineHasItsTimeAndStream() {
        write("one\ntw");
        log.write(Stream.STDERR, "oh\n".getBytes(StandardCharsets.UTF_8));
        clock.advance("1s");
        write("o\n");
        assertThat(log.path())
                .hasContent(
                        """
                        2026-01-01T00:00:00.000000000Z stdout F one
                        2026-01-01T00:00:00.000000000Z stderr F oh
                        2026-01-01T00:00:01.000000000Z stdout F two
                        """);
    }

    @Test
    void aLongLineComesInPartsAndIsReadAsOne() throws IOException {
        String text = "x".repeat(40_000);
        write(text + "\nshort\n");
        assertThat(log.path()).content().contains(" stdout P xxx").contains(" stdout F xxx");
        assertThat(read(ALL)).isEqualTo(text + "\nshort\n");
    }

    @Test
    void bytesStayAsTheyAre() throws IOException {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3, 10};
        log.write(Stream.STDOUT, bytes);
        start(ALL);
        assertThat(read.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void whatHasNoEndOfLineIsALineAtTheEnd() throws IOException {
        write("last words");
        assertThat(read(ALL)).isEmpty();
        log.close();
        assertThat(read(ALL)).isEqualTo("last words\n");
    }

    @Test
    void readsTheEndOrWhatIsNewOrSoManyBytes() throws IOException {
        write("1\n2\n");
        clock.advance("10s");
        write("3\n");
        assertThat(
                        read(
                                new PodLogReader.Query(
                                        false,
                                        false,
                                        OptionalInt.of(2),
                                        Optional.empty(),
                                        OptionalLong.empty())))
                .isEqualTo("2\n3\n");
        assertThat(
                        read(
                                new PodLogReader.Query(
                                        false,
                                        true,
                                        OptionalInt.empty(),
                                        Optional.of(clock.instant().minusSeconds(5)),
                                        OptionalLong.empty())))
                .isEqualTo("2026-01-01T00:00:10.000000000Z 3\n");
        assertThat(
                        read(
                                new PodLogReader.Query(
                                        false,
                                        false,
                                        OptionalInt.empty(),
                                        Optional.empty(),
                                        OptionalLong.of(3))))
                .isEqualTo("1\n2");
    }

    @Test
    void followsUntilTheContainerEnds() throws IOException {
        write("1\n2\n");
        start(follow(false, OptionalInt.of(1)));
        write("3\n4");
        assertThat(read).hasToString("2\n3\n");
        assertThat(ends).isZero();
        write("\n");
        log.close();
        assertThat(read).hasToString("2\n3\n4\n");
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void followsUntilTheReaderHasEnough() throws IOException {
        Runnable stop = start(follow(false, OptionalInt.empty()));
        write("1\n");
        stop.run();
        write("2\n");
        assertThat(read).hasToString("1\n");
        assertThat(ends).as("who stops it knows").isZero();
    }

    @Test
    void aFullFileIsSetAsideAndFollowedIntoTheNext() throws IOException {
        log = new ContainerLog(folder.resolve("small/0.log"), clock, 200);
        start(follow(false, OptionalInt.empty()));
        for (int i = 0; i < 20; i++) {
            write("line " + i + "\n");
        }
        assertThat(read.toString(StandardCharsets.UTF_8).lines()).hasSize(20).contains("line 19");
        assertThat(log.path()).content().hasSizeLessThan(201);
        assertThat(folder.resolve("small/0.log.1")).exists();
        assertThat(folder.resolve("small")).isDirectoryNotContaining("glob:**.2");
    }

    @Test
    void theLastWordsAreShort() throws IOException {
        for (int i = 0; i < 200; i++) {
            write("line " + i + "\n");
        }
        assertThat(PodLogReader.tail(log).lines()).hasSize(80).last().isEqualTo("line 199");
        write("x".repeat(5000) + "\n");
        assertThat(PodLogReader.tail(log)).hasSize(2048).endsWith("xxx\n");
    }
}
