package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Entries of a file system that the JDK cannot make. */
public final class FileNodes {
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int FIFO = 0010000;
    private static final NativeFunction MKNOD = new NativeFunction("mknod");
    private static final NativeFunction SETXATTR = new NativeFunction("lsetxattr");

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
            MKNOD.callFor(path.toString(), arena.allocateFrom(path.toString()).address(), mode, 0);
        }
    }

    /** Sets an extended attribute of the entry itself, even if it is a symbolic link. */
    public static void setAttribute(Path path, String name, byte[] value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
            SETXATTR.callFor(
                    name + " " + path,
                    arena.allocateFrom(path.toString()).address(),
                    arena.allocateFrom(name).address(),
                    bytes.address(),
                    value.length,
                    0);
        }
    }
}
