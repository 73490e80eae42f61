package dev.perk.control.node.runtime;

/**
 * Hears of one container, one call at a time, output before the end. Must be quick: other
 * containers may share the thread.
 */
public interface ContainerListener {

    enum Stream {
        STDOUT,
        STDERR
    }

    /**
     * How a container ended.
     *
     * @param code its exit code; 128 and the signal's number if a signal killed it
     * @param outOfMemory whether the kernel killed it because of its memory limit
     */
    record Exit(int code, boolean outOfMemory) {}

    void onOutput(Stream stream, byte[] bytes);

    void onExit(Exit exit);
}
