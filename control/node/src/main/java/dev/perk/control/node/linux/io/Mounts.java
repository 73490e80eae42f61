package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mounts of this process's mount namespace. Needs root to change them. */
public final class Mounts {
    private static final int DETACH = 2;
    private static final int NO_SET_USER_ID = 2;
    private static final int NO_DEVICES = 4;
    private static final int LONGEST_OPTIONS = 4095;
    private static final NativeFunction MOUNT = new NativeFunction("mount");
    private static final NativeFunction UMOUNT = new NativeFunction("umount2");

    private Mounts() {}

    /**
     * Shows the folders {@code lower}, topmost first, as one file system at {@code target}; changes
     * go to {@code upper}.
     *
     * @throws IOException if the kernel refuses, or the layers do not fit into the one page that it
     *     takes options in
     */
    public static void overlay(List<Path> lower, Path upper, Path work, Path target)
            throws IOException {
        String options =
                "lowerdir="
                        + String.join(":", lower.stream().map(Path::toString).toList())
                        + ",upperdir="
                        + upper
                        + ",workdir="
                        + work;
        if (options.length() > LONGEST_OPTIONS) {
            throw new IOException(
                    "mount overlay "
                            + target
                            + ": the paths of "
                            + lower.size()
                            + " layers take "
                            + options.length()
                            + " bytes (expected: up to "
                            + LONGEST_OPTIONS
                            + "; a data folder with a shorter path helps)");
        }
        mount("overlay", target, "overlay", 0, options);
    }

    /** A file system in memory. */
    public static void memory(Path target, String options) throws IOException {
        mount("tmpfs", target, "tmpfs", NO_SET_USER_ID | NO_DEVICES, options);
    }

    private static void mount(String source, Path target, String type, int flags, String options)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MOUNT.callFor(
                    type + " " + target,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target.toString()).address(),
                    arena.allocateFrom(type).address(),
                    flags,
                    arena.allocateFrom(options).address());
        }
    }

    /** Takes the mount away now, even if something still uses it. */
    public static void unmount(Path target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            UMOUNT.callFor(
                    target.toString(), arena.allocateFrom(target.toString()).address(), DETACH);
        }
    }

    /** What is mounted at or below {@code folder}, the latest first: safe to unmount in order. */
    public static List<Path> below(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            // Fields are separated by blanks; a blank within one is written as \040.
            Path target = Path.of(line.split(" ", -1)[1].replace("\\040", " "));
            if (target.startsWith(folder)) {
                found.addFirst(target);
            }
        }
        return found;
    }
}
