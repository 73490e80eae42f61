package dev.perk.control.node.linux.io;

import static dev.perk.control.node.linux.io.Libc.INT;
import static dev.perk.control.node.linux.io.Libc.LONG;
import static dev.perk.control.node.linux.io.Libc.POINTER;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Entries of a file system that the JDK cannot make. */
public final class FileNodes {
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int FIFO = 0x1000;
    private static final MethodHandle MKNOD = Libc.bind("mknod", POINTER, INT, LONG);
    private static final MethodHandle LSETXATTR =
            Libc.bind("lsetxattr", POINTER, POINTER, POINTER, LONG, INT);

    private FileNodes() {}

    /** Makes the character device 0:0, by which overlayfs marks what is gone. Needs root. */
    public static void whiteout(Path path) throws IOException {
        mknod(path, CHARACTER_DEVICE);
    }

    /** Makes a named pipe that only its owner may use. */
    public static void fifo(Path path) throws IOException {
        mknod(path, FIFO | 0600);
    }

    private static void mknod(Path path, int mode) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoIn(arena);
            int result;
            try {
                result =
                        (int)
                                MKNOD.invokeExact(
                                        errno, arena.allocateFrom(path.toString()), mode, 0L);
            } catch (Throwable e) {
                throw Libc.bug(e);
            }
            if (result < 0) {
                throw Libc.failure("mknod " + path, errno);
            }
        }
    }

    /** Sets an extended attribute of the entry itself, even if it is a symbolic link. */
    public static void setAttribute(Path path, String name, byte[] value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoIn(arena);
            MemorySegment bytes = arena.allocate(Math.max(1, value.length));
            MemorySegment.copy(value, 0, bytes, ValueLayout.JAVA_BYTE, 0, value.length);
            int result;
            try {
                result =
                        (int)
                                LSETXATTR.invokeExact(
                                        errno,
                                        arena.allocateFrom(path.toString()),
                                        arena.allocateFrom(name),
                                        bytes,
                                        (long) value.length,
                                        0);
            } catch (Throwable e) {
                throw Libc.bug(e);
            }
            if (result < 0) {
                throw Libc.failure("setxattr " + name + " " + path, errno);
            }
        }
    }
}
