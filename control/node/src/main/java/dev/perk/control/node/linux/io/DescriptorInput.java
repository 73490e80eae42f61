package dev.perk.control.node.linux.io;

/**
 * What arrives at a descriptor, for a thread that may wait for it. The loop reads ahead until the
 * queue is full, so a reader that is slow slows the writer at the other end.
 *
 * <p>Invariant: only the loop's thread closes the descriptor, under the monitor; others use it in
 * {@link #whileOpen}.
 */
final class DescriptorInput {
    private final DescriptorLoop loop;
    private final int descriptor;
    private final ByteQueue queue = new ByteQueue(this::follow);
    private boolean open = true;

    DescriptorInput(DescriptorLoop loop, int descriptor) {
        this.loop = loop;
        this.descriptor = descriptor;
    }

    ByteQueue queue() {
        return queue;
    }

    /** Runs {@code use} now, unless the descriptor is closed; it stays open meanwhile. */
    synchronized void whileOpen(Runnable use) {
        if (open) {
            use.run();
        }
    }

    /** Begins to read, or goes on. */
    void follow() {
        loop.execute(() -> {
            if (open) {
                loop.watch(descriptor, this::arrived);
            }
        });
    }

    private void arrived() {
        byte[] bytes = loop.read(descriptor);
        if (bytes == null) {
            end();
            return;
        }
        queue.add(bytes);
        if (queue.isFull()) {
            loop.forget(descriptor);
        }
    }

    /**
     * Takes what is there now and no more: the process has ended, and what it has left behind may
     * keep its end open for ever. On the loop's thread only.
     */
    void finish() {
        while (open) {
            byte[] bytes = loop.read(descriptor);
            if (bytes == null || bytes.length == 0) {
                end();
            } else {
                queue.add(bytes);
            }
        }
    }

    /** On the loop's thread only. */
    synchronized void end() {
        if (open) {
            open = false;
            loop.forget(descriptor);
            Pipe.close(descriptor);
            queue.end();
        }
    }
}
