package dev.perk.control.node.linux.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CommandStreamsTest {

    @Test
    void whatIsWrittenAfterAResizeIsReadAtTheNewSize() throws Exception {
        var idle = new CountDownLatch(1);
        try (var loop = new DescriptorLoop("busy")) {
            loop.start();
            loop.execute(() -> await(idle));
            Terminal terminal = Terminal.open();
            CommandStreams streams = CommandStreams.through(loop, terminal, true);
            try {
                streams.resize(132, 43);

                assertThat(size(terminal.device().toFile())).isEqualTo("43 132\n");
            } finally {
                streams.discard();
                idle.countDown();
            }
        }
    }

    private static String size(File device) throws Exception {
        Process stty =
                new ProcessBuilder("stty", "size")
                        .redirectInput(device)
                        .redirectErrorStream(true)
                        .start();
        return new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
