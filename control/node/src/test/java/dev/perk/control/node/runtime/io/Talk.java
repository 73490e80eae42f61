package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerCommand.Result;
import dev.perk.control.node.runtime.ContainerCommand.Wish;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Talks to a command, as a person would: says something, and waits for an answer. */
record Talk(ContainerCommand command) implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    static Talk begin(Container in, boolean terminal, String... words) {
        return switch (in.open(new Wish(List.of(words), true, terminal))) {
            case Result.Begun(ContainerCommand command) -> new Talk(command);
            case Result.Refused(String message) -> throw new AssertionError(message);
        };
    }

    void say(String text) throws IOException {
        command.input().write(text.getBytes(StandardCharsets.UTF_8));
    }

    void sayNoMore() throws IOException {
        command.input().close();
    }

    /** What it writes until {@code end} has come. */
    String hear(String end) throws IOException {
        var heard = new StringBuilder();
        for (int c = command.output().read(); c >= 0; c = command.output().read()) {
            heard.append((char) c);
            if (heard.toString().endsWith(end)) {
                return heard.toString();
            }
        }
        throw new AssertionError("its output ended before \"" + end + "\": " + heard);
    }

    String hearAll() throws IOException {
        return new String(command.output().readAllBytes(), StandardCharsets.UTF_8);
    }

    String hearErrors() throws IOException {
        return new String(command.errors().readAllBytes(), StandardCharsets.UTF_8);
    }

    int end() throws Exception {
        return command.end().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        command.close();
    }
}
