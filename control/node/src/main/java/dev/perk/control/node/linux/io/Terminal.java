package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A pseudo-terminal, seen from the side that a person would sit at. Source: {@code pty(7)}.
 *
 * @param descriptor its own end, which never blocks
 */
public record Terminal(int descriptor) {
    private static final int READ_WRITE = 02;
    private static final int NOT_OURS = 0400; // not the terminal that this process is controlled by
    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int NON_BLOCKING = 04000;
    private static final int SET_FLAGS = 4;
    private static final int DUPLICATE = 1030;
    private static final int SET_SIZE = 0x5414;
    private static final int LONGEST_NAME = 64;
    private static final NativeFunction OPEN = new NativeFunction("posix_openpt");
    private static final NativeFunction GRANT = new NativeFunction("grantpt");
    private static final NativeFunction UNLOCK = new NativeFunction("unlockpt");
    private static final NativeFunction NAME = new NativeFunction("ptsname_r");
    private static final NativeFunction CONTROL = new NativeFunction("fcntl");
    private static final NativeFunction DEVICE_CONTROL = new NativeFunction("ioctl");

    /** Takes over the descriptor of an existing one. */
    static Terminal of(int descriptor) throws IOException {
        CONTROL.callFor("O_NONBLOCK", descriptor, SET_FLAGS, READ_WRITE | NON_BLOCKING);
        return new Terminal(descriptor);
    }

    /** Makes one for a process of this machine. */
    public static Terminal open() throws IOException {
        int descriptor = OPEN.callFor("", READ_WRITE | NOT_OURS | CLOSE_ON_EXEC);
        try {
            GRANT.callFor("", descriptor);
            UNLOCK.callFor("", descriptor);
            return of(descriptor);
        } catch (IOException e) {
            Pipe.close(descriptor);
            throw e;
        }
    }

    /** What the process is to open as its terminal. */
    public Path device() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(LONGEST_NAME);
            int failure = NAME.call(descriptor, name.address(), LONGEST_NAME);
            if (failure != 0) {
                throw new IOException("ptsname_r: " + Errno.text(Math.abs(failure)));
            }
            return Path.of(name.getString(0));
        }
    }

    /** Says how large it is; the process hears of it. One that is gone has no size. */
    public void resize(int columns, int rows) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            size.setAtIndex(ValueLayout.JAVA_SHORT, 0, (short) rows);
            size.setAtIndex(ValueLayout.JAVA_SHORT, 1, (short) columns);
            DEVICE_CONTROL.call(descriptor, SET_SIZE, size.address());
        }
    }

    /** Another descriptor of the same end. */
    int duplicate() throws IOException {
        return CONTROL.callFor("F_DUPFD_CLOEXEC", descriptor, DUPLICATE, 0);
    }

    /** Gives it up, if no process was started after all. */
    public void discard() {
        Pipe.close(descriptor);
    }
}
