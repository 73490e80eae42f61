package dev.perk.control.apiserver.rest;

import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What reaches into running pods: the node's answer to {@code kubectl exec}, {@code attach} and
 * {@code port-forward}. The streams block, for as long as the other side likes.
 */
public interface PodAccess {

    /**
     * Runs a command in a container.
     *
     * @param output may be called before this returns
     * @throws dev.perk.kube.store.ApiException if it cannot be run
     */
    Session exec(
            KubeObject pod, String container, List<String> command, Streams streams, Output output);

    /**
     * Joins the first process of a container.
     *
     * @throws dev.perk.kube.store.ApiException if it does not run
     */
    Session attach(KubeObject pod, String container, Streams streams, Output output);

    /**
     * Connects to a port as the pod's own programs would.
     *
     * @throws IOException if nobody listens there
     */
    Connection connect(KubeObject pod, int port) throws IOException;

    /**
     * What a client wants to share with a program.
     *
     * @param stderr never together with {@code tty}, which has one way out
     */
    record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

    /**
     * What a program says. Calls wait while the client is slow, and do nothing once it has left.
     */
    interface Output {
        void stdout(byte[] bytes);

        void stderr(byte[] bytes);

        /**
         * The program has ended, or the conversation with it. The last call.
         *
         * @param exitCode 128 and the signal's number if a signal killed it
         */
        void ended(int exitCode);

        /**
         * Nobody knows how it ended. The last call.
         *
         * @param problem why
         */
        void broken(String problem);
    }

    /** A client and a program that talk to each other. */
    interface Session {
        /** What the program reads; closing it is the end of its input. */
        OutputStream stdin();

        /** Says how large the client's terminal is. */
        void resize(int columns, int rows);

        /** The client has left. */
        void close();
    }

    /** A TCP connection into a pod. */
    interface Connection {
        InputStream in();

        /** Closing it leaves the other way open. */
        OutputStream out();

        void close();
    }

    /** Where no node runs anything. */
    static PodAccess none() {
        return new PodAccess() {
            @Override
            public Session exec(
                    KubeObject pod,
                    String container,
                    List<String> command,
                    Streams streams,
                    Output output) {
                throw Refusals.notBuilt("a node that runs commands in pods");
            }

            @Override
            public Session attach(
                    KubeObject pod, String container, Streams streams, Output output) {
                throw Refusals.notBuilt("a node that attaches to pods");
            }

            @Override
            public Connection connect(KubeObject pod, int port) throws IOException {
                throw new IOException("no node runs pods here");
            }
        };
    }
}
