package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Functions of the C library, each bound once, with {@code errno} as an exception.
 *
 * <p>Every argument travels as an address or as a 64-bit number, which on the 64-bit machines that
 * Perk runs on is how narrower integers are passed, too.
 */
@SuppressWarnings("restricted") // calling C is what this class is for
final class Libc {
    static final AddressLayout POINTER = ValueLayout.ADDRESS;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle STRERROR = bindPlain("strerror", POINTER, INT);

    private Libc() {}

    /**
     * A function that returns a number, −1 for failure. The first argument becomes errno's home.
     */
    static MethodHandle bind(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                SYMBOLS.findOrThrow(name),
                FunctionDescriptor.of(INT, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle bindPlain(
            String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                SYMBOLS.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /** Where a call leaves errno. */
    static MemorySegment errnoIn(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** The failure that errno tells of, as {@code what: No such file or directory}. */
    static IOException failure(String what, MemorySegment state) {
        int errno = errno(state);
        return new IOException(what + ": " + message(errno) + " (errno " + errno + ")");
    }

    private static String message(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw bug(e);
        }
    }

    /** A bound function throws nothing but what a wrong signature causes. */
    static AssertionError bug(Throwable e) {
        return new AssertionError("a call into the C library cannot throw", e);
    }
}
