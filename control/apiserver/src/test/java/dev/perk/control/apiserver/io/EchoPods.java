package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.PodAccess;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Pods whose programs repeat what they are told until their input ends, and then exit with the
 * number of words of their command. Port 7 echoes; on other ports nobody listens.
 */
final class EchoPods implements PodAccess {
    static final int ECHO = 7;

    private final List<String> journal = new ArrayList<>();
    final CountDownLatch left = new CountDownLatch(1);

    synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    private synchronized void note(String what) {
        journal.add(what);
        notifyAll();
    }

    /** Waits until somebody has done that. */
    synchronized void await(String what) throws InterruptedException {
        while (!journal.contains(what)) {
            wait();
        }
    }

    @Override
    public Session exec(
            KubeObject pod,
            String container,
            List<String> command,
            Streams streams,
            Output output) {
        note("exec " + pod.name() + "/" + container + " " + command + " " + streams);
        if (command.getFirst().equals("nope")) {
            throw ApiException.internal("nope: executable file not found in $PATH");
        }
        return new Echo(command.size(), streams, output);
    }

    @Override
    public Session attach(KubeObject pod, String container, Streams streams, Output output) {
        note("attach " + pod.name() + "/" + container + " " + streams);
        return new Echo(0, streams, output);
    }

    private final class Echo implements Session {
        private final int exitCode;
        private final Output output;

        Echo(int exitCode, Streams streams, Output output) {
            this.exitCode = exitCode;
            this.output = output;
            if (!streams.stdin()) {
                Thread.startVirtualThread(this::end);
            }
        }

        private void end() {
            output.stdout("out\n".getBytes(StandardCharsets.UTF_8));
            output.stderr("err\n".getBytes(StandardCharsets.UTF_8));
            output.ended(exitCode);
        }

        @Override
        public OutputStream stdin() {
            return new OutputStream() {
                @Override
                public void write(int one) {
                    output.stdout(new byte[] {(byte) one});
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    output.stdout(Arrays.copyOfRange(bytes, offset, offset + length));
                }

                @Override
                public void close() {
                    end();
                }
            };
        }

        @Override
        public void resize(int columns, int rows) {
            note("size " + columns + "x" + rows);
        }

        @Override
        public void close() {
            note("close");
            left.countDown();
        }
    }

    @Override
    public Connection connect(KubeObject pod, int port) throws IOException {
        if (port != ECHO) {
            throw new ConnectException("Connection refused");
        }
        var out = new PipedOutputStream();
        var in = new PipedInputStream(out, 1 << 16);
        return new Connection() {
            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public void close() {
                try {
                    out.close();
                    in.close();
                    note("connection closed");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
