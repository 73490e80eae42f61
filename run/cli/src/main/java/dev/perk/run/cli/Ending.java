package dev.perk.run.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * How a process in the foreground and the JVM's shutdown wait for each other.
 *
 * <p>A JVM that was told to stop by a signal exits with 143, whatever it did then; whoever started
 * it would take that for a failure. So the hook waits until everything has stopped, and ends the
 * JVM with the code of that.
 */
public final class Ending {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private volatile boolean works;

    private Ending() {}

    /** From now on SIGTERM and Ctrl-C ask this process to end. */
    public static Ending onSignal() {
        var ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::onShutdown));
        return ending;
    }

    /**
     * Everything was started, so there is something to stop; before, a signal just ends the JVM.
     */
    public void works() {
        works = true;
    }

    public void awaitAsked() throws InterruptedException {
        asked.await();
    }

    /** Everything was stopped. */
    public void stopped(int code) {
        exitCode.complete(code);
    }

    private void onShutdown() {
        if (works) {
            asked.countDown();
            Runtime.getRuntime().halt(exitCode.join());
        }
    }
}
