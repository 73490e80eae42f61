package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A function of the C library that takes numbers and addresses and returns a number.
 *
 * <p>All have one shape, six 64-bit arguments: on the machines that Perk runs on these travel in
 * registers, of which a function reads as many, and as many bits, as it declares. One shape means
 * one adapter for the JVM to make, which is most of what the first call costs.
 */
@SuppressWarnings("restricted") // calling C is what this class is for
final class NativeFunction {
    private static final int ARGUMENTS = 6;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG);

    private final String name;
    private final MethodHandle handle;

    NativeFunction(String name) {
        this.name = name;
        this.handle =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow(name),
                        SHAPE,
                        Linker.Option.captureCallState("errno"));
    }

    /** What the function returns or, if that is −1, the negated {@code errno}. */
    int call(long... arguments) {
        long[] all = Arrays.copyOf(arguments, ARGUMENTS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result =
                    (int) handle.invokeExact(state, all[0], all[1], all[2], all[3], all[4], all[5]);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable e) {
            throw new AssertionError("a call into the C library cannot throw", e);
        }
    }

    /**
     * What the function returns.
     *
     * @param what it is called for, for the message of a failure
     * @throws IOException if it fails
     */
    int callFor(String what, long... arguments) throws IOException {
        int result = call(arguments);
        if (result < 0) {
            throw new IOException(name + " " + what + ": " + Errno.text(-result));
        }
        return result;
    }
}
