package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.Container.ExecResult;
import dev.perk.control.node.runtime.ContainerCommand;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a command that nobody talks to, such as a probe, and keeps the start of its output. */
final class ShortCommand {
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final int MOST_OUTPUT = 10 * 1024;

    private ShortCommand() {}

    static ExecResult await(ContainerCommand command, Duration timeout) {
        var output = new ByteArrayOutputStream();
        try (command) {
            List<Thread> pumps =
                    List.of(
                            OutputPump.start(
                                    "command-output", command.output(), b -> keep(output, b)),
                            OutputPump.start(
                                    "command-errors", command.errors(), b -> keep(output, b)));
            int code = command.end().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            for (Thread pump : pumps) {
                pump.join(LAST_WORDS);
            }
            synchronized (output) {
                return new ExecResult.Exited(code, output.toString(StandardCharsets.UTF_8));
            }
        } catch (TimeoutException e) {
            return new ExecResult.TimedOut();
        } catch (ExecutionException e) {
            return new ExecResult.Failed(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ExecResult.Failed("interrupted");
        }
    }

    private static void keep(ByteArrayOutputStream output, byte[] bytes) {
        synchronized (output) {
            output.write(bytes, 0, Math.min(bytes.length, MOST_OUTPUT - output.size()));
        }
    }
}
