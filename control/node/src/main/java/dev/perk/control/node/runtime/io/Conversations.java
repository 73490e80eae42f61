package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.AdoptedCommand;
import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.control.node.linux.io.CommandStreams;
import dev.perk.control.node.linux.io.ConsoleSocket;
import dev.perk.control.node.runtime.InstanceNames;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Starts programs in containers in such a way that somebody can talk to them. */
record Conversations(AdoptedProcesses processes, InstanceNames names) {
    private static final AtomicLong SOCKETS = new AtomicLong();

    /** Has a program started, and returns the number of its process. */
    @FunctionalInterface
    interface Starter {
        long start(Stdio stdio) throws IOException, OciTool.Refused;
    }

    AdoptedCommand begin(boolean input, boolean terminal, Starter starter)
            throws IOException, OciTool.Refused {
        return terminal ? onTerminal(input, starter) : throughPipes(input, starter);
    }

    private AdoptedCommand throughPipes(boolean input, Starter starter)
            throws IOException, OciTool.Refused {
        CommandStreams streams = processes.pipes(input);
        boolean begun = false;
        try {
            AdoptedCommand command = processes.adopt(starter.start(Stdio.of(streams)), streams);
            begun = true;
            return command;
        } finally {
            if (!begun) {
                streams.discard();
            }
        }
    }

    private AdoptedCommand onTerminal(boolean input, Starter starter)
            throws IOException, OciTool.Refused {
        // In a short folder: the path of a socket may have 107 bytes.
        try (ConsoleSocket socket =
                ConsoleSocket.listen(names.consoleSocket(SOCKETS.incrementAndGet()))) {
            long pid = starter.start(new Stdio.Console(socket.path()));
            return processes.adopt(pid, processes.through(socket.receive(), input));
        }
    }
}
