package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.ContainerListener;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Remembers what a container wrote and how it ended. */
final class Recorder implements ContainerListener {
    private static final long PATIENCE_SECONDS = 20;

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    @Override
    public synchronized void onOutput(Stream stream, byte[] bytes) {
        (stream == Stream.STDOUT ? out : err).append(new String(bytes, StandardCharsets.UTF_8));
        notifyAll();
    }

    @Override
    public void onExit(Exit how) {
        exit.complete(how);
    }

    Exit awaitExit() throws Exception {
        return exit.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean hasExited() {
        return exit.isDone();
    }

    /** Waits until the output contains {@code text}. */
    synchronized void awaitOutput(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (out.indexOf(text) < 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(
                        "no \"" + text + "\" in \"" + out + "\" and \"" + err + "\"");
            }
            wait(left);
        }
    }

    synchronized String out() {
        return out.toString();
    }

    synchronized String err() {
        return err.toString();
    }
}
