package dev.perk.control.node.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A pod's surroundings, as long as they last. */
public interface Sandbox extends AutoCloseable {

    /** The pod's IP address. */
    String address();

    /** Where this machine reaches what the pod's containers call {@code port}. */
    InetSocketAddress endpoint(int port);

    /**
     * Connects to {@code port} as the pod's own programs would, on its loopback interface.
     *
     * @throws IOException if nobody listens
     */
    PodConnection connect(int port) throws IOException;

    /**
     * Starts a container. {@code listener} may be called before this returns.
     *
     * @return {@link StartResult.Started}, or why not
     */
    StartResult start(ContainerSpec spec, ContainerListener listener);

    /** Kills what still runs in it, and removes it. */
    @Override
    void close();
}
