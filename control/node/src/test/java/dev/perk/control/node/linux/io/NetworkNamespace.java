package dev.perk.control.node.linux.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * A network of its own for a test. What it opens there is of that network, and so are the programs
 * that it runs.
 */
public final class NetworkNamespace implements AutoCloseable {
    private final String name;

    /** Makes one. */
    public NetworkNamespace(String name) throws IOException, InterruptedException {
        this.name = name;
        ip("netns", "add", name);
    }

    public String name() {
        return name;
    }

    /** Does something in a network that is there, on a thread for that alone. */
    public static <T> T in(String namespace, Callable<T> task) throws Exception {
        var result =
                new FutureTask<>(() -> {
                    enter("/run/netns/" + namespace);
                    return task.call();
                });
        Thread.ofPlatform().start(result);
        return result.get();
    }

    public <T> T in(Callable<T> task) throws Exception {
        return in(name, task);
    }

    private static void enter(String file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file);
            int descriptor = new NativeFunction("open").callFor(file, path.address(), 0);
            try {
                new NativeFunction("setns").callFor(file, descriptor, 0);
            } finally {
                new NativeFunction("close").call(descriptor);
            }
        }
    }

    /** Runs {@code ip} in it. */
    public void run(String... arguments) throws Exception {
        in(() -> {
            ip(arguments);
            return true;
        });
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            ip("netns", "del", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
