package dev.perk.control.node.runtime.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what a process writes, on a thread of its own. */
final class OutputPump {
    private static final Logger log = LoggerFactory.getLogger(OutputPump.class);
    private static final int CHUNK = 16 * 1024;

    private OutputPump() {}

    static Thread start(String name, InputStream in, Consumer<byte[]> out) {
        // A platform thread: a virtual one would hold its carrier while it waits for output.
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .start(() -> {
                    byte[] buffer = new byte[CHUNK];
                    try (in) {
                        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                            out.accept(Arrays.copyOf(buffer, count));
                        }
                    } catch (IOException e) {
                        log.debug("{} ended early: {}", name, e.getMessage());
                    }
                });
    }
}
