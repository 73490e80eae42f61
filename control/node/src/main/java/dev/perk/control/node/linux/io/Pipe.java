package dev.perk.control.node.linux.io;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A pipe whose writing end can be handed to a program, and outlives it: what the JDK makes for a
 * process is closed when that process ends, even if a container still writes to it.
 *
 * @param readEnd a descriptor that never blocks
 */
record Pipe(int readEnd, int writeEnd) {
    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int NON_BLOCKING = 04000;
    private static final NativeFunction PIPE = new NativeFunction("pipe2");
    private static final NativeFunction CLOSE = new NativeFunction("close");

    static Pipe open() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            PIPE.callFor("for output", ends.address(), CLOSE_ON_EXEC | NON_BLOCKING);
            return new Pipe(
                    ends.getAtIndex(ValueLayout.JAVA_INT, 0),
                    ends.getAtIndex(ValueLayout.JAVA_INT, 1));
        }
    }

    /** The writing end as a file that a program's output can be sent to; there writes block. */
    File writer() {
        return new File("/proc/self/fd/" + writeEnd);
    }

    static void close(int descriptor) {
        CLOSE.call(descriptor);
    }
}
