package dev.perk.control.node.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A TCP connection to a program in a pod. Its streams block. */
public interface PodConnection extends AutoCloseable {

    InputStream in();

    /** Closing it says that no more will come, and leaves the other way open. */
    OutputStream out();

    @Override
    void close() throws IOException;
}
