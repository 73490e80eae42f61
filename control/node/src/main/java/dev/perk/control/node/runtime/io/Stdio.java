package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.control.node.linux.io.CommandStreams;
import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** What a program that an OCI runtime starts reads from and writes to. */
sealed interface Stdio {
    File NOTHING = new File("/dev/null");

    /** Files, which may be pipes. */
    record Files(File in, File out, File err) implements Stdio {}

    /** A terminal, which the runtime makes and brings to a socket. */
    record Console(Path socket) implements Stdio {}

    static Stdio of(AdoptedProcesses.Output output) {
        return new Files(NOTHING, output.out(), output.err());
    }

    static Stdio of(CommandStreams streams) {
        return new Files(streams.theirInput(), streams.theirOutput(), streams.theirErrors());
    }

    /** What the runtime needs to be told. */
    default List<String> options() {
        return switch (this) {
            case Files _ -> List.of();
            case Console(Path socket) -> List.of("--console-socket", socket.toString());
        };
    }

    /** What the runtime itself gets, and passes on. */
    default void connect(ProcessBuilder builder) {
        switch (this) {
            case Files(File in, File out, File err) ->
                    builder.redirectInput(in)
                            .redirectOutput(ProcessBuilder.Redirect.to(out))
                            .redirectError(ProcessBuilder.Redirect.to(err));
            case Console _ ->
                    builder.redirectInput(NOTHING)
                            .redirectOutput(ProcessBuilder.Redirect.to(NOTHING))
                            .redirectError(ProcessBuilder.Redirect.to(NOTHING));
        }
    }
}
