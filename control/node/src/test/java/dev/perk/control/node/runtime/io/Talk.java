package dev.perk.control.node.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** Has a command say what its terminal is like, and end when Ctrl-C is typed. */
    static void checkTerminal(Container in) throws Exception {
        String script =
                "trap 'exit 5' INT; read line; stty size; [ -t 0 ] && echo waiting;"
                        + " while :; do sleep 0.05; done";
        try (Talk talk = begin(in, true, "/bin/sh", "-c", script)) {
            talk.command().resize(132, 43);
            talk.say("go\n");
            assertThat(talk.hear("waiting\r\n")).isEqualTo("go\r\n43 132\r\nwaiting\r\n");
            talk.say("\u0003");
            assertThat(talk.end()).isEqualTo(5);
        }
    }

    void say(String text) throws IOException {
        command.input().write(text.getBytes(StandardCharsets.UTF_8));
        command.input().flush();
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
