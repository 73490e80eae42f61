package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A process that somebody else started and whose parent this process has become.
 *
 * <p>It is held by a descriptor, not by its number, so a signal never hits another process that got
 * the same number later.
 */
final class Child {
    /** How a process ended: its exit code, or 128 and the number of the signal that killed it. */
    record Ended(int code) {}

    private static final int SET_CHILD_SUBREAPER = 36;
    private static final int PIDFD_OPEN = 434;
    private static final int PIDFD_SEND_SIGNAL = 424;
    private static final int BY_PIDFD = 3;
    private static final int EXITED = 4;
    private static final int CODE_EXITED = 1;
    private static final int SIGNAL_OFFSET = 128;
    private static final int SIGINFO_SIZE = 128;
    private static final int SIGINFO_CODE = 8;
    private static final int SIGINFO_STATUS = 24;
    private static final NativeFunction PRCTL = new NativeFunction("prctl");
    private static final NativeFunction SYSCALL = new NativeFunction("syscall");
    private static final NativeFunction WAITID = new NativeFunction("waitid");

    private final long pid;
    private final int descriptor;

    private Child(long pid, int descriptor) {
        this.pid = pid;
        this.descriptor = descriptor;
    }

    /** From now on, what our children leave behind when they end becomes our child. */
    static void adoptOrphans() throws IOException {
        PRCTL.callFor("PR_SET_CHILD_SUBREAPER", SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    }

    static Child of(long pid) throws IOException {
        return new Child(pid, SYSCALL.callFor("pidfd_open " + pid, PIDFD_OPEN, pid, 0));
    }

    long pid() {
        return pid;
    }

    /** Can be read when the process has ended. */
    int descriptor() {
        return descriptor;
    }

    /** Sends a signal; one that comes too late is lost without harm. */
    void signal(int number) {
        SYSCALL.call(PIDFD_SEND_SIGNAL, descriptor, number, 0, 0);
    }

    /** Waits for the end, and takes the process out of the process table. */
    Ended await() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_SIZE, 8);
            int result;
            do {
                result = WAITID.call(BY_PIDFD, descriptor, info.address(), EXITED, 0);
            } while (result == -Errno.INTERRUPTED);
            if (result < 0) {
                throw new IOException("waitid " + pid + ": " + Errno.text(-result));
            }
            int status = info.get(ValueLayout.JAVA_INT, SIGINFO_STATUS);
            return info.get(ValueLayout.JAVA_INT, SIGINFO_CODE) == CODE_EXITED
                    ? new Ended(status)
                    : new Ended(SIGNAL_OFFSET + status);
        }
    }

    void close() {
        Pipe.close(descriptor);
    }
}
