package dev.perk.control.node.agent.io;

import dev.perk.control.node.runtime.ContainerCommand;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells somebody what a command writes and how it ends. */
public final class CommandPump {
    private static final Logger log = LoggerFactory.getLogger(CommandPump.class);
    private static final int CHUNK = 32 * 1024;

    /** Hears of one command. May wait: then the command waits, too. */
    public interface Listener {
        void onOutput(byte[] bytes);

        void onErrors(byte[] bytes);

        /** It has ended; everything it wrote was told. The last call. */
        void onEnd(int exitCode);

        /** Nobody knows how it ended. The last call. */
        void onBroken(String problem);
    }

    private CommandPump() {}

    /** Begins to tell. The command is closed by whoever opened it. */
    public static void start(ContainerCommand command, Listener listener) {
        Thread out = pump(command.output(), listener::onOutput);
        Thread err = pump(command.errors(), listener::onErrors);
        command.end()
                .whenComplete((code, problem) ->
                        Thread.startVirtualThread(() -> {
                            try {
                                out.join();
                                err.join();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            if (problem == null) {
                                listener.onEnd(code);
                            } else {
                                listener.onBroken(String.valueOf(problem.getMessage()));
                            }
                        }));
    }

    private static Thread pump(InputStream in, Consumer<byte[]> out) {
        // A platform thread: a virtual one would hold its carrier while it waits for output.
        return Thread.ofPlatform()
                .name("command")
                .daemon()
                .start(() -> {
                    byte[] buffer = new byte[CHUNK];
                    try (in) {
                        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                            out.accept(Arrays.copyOf(buffer, count));
                        }
                    } catch (IOException e) {
                        log.debug("output ended early: {}", e.getMessage());
                    }
                });
    }
}
