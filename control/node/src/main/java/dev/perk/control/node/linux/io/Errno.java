package dev.perk.control.node.linux.io;

/** Error numbers, as the kernel gives them on all machines that Perk runs on. */
final class Errno {
    static final int INTERRUPTED = 4;
    static final int TRY_AGAIN = 11;

    private Errno() {}

    /** The kernel's words for the common ones: {@code No such file or directory}. */
    static String text(int errno) {
        return switch (errno) {
            case 1 -> "Operation not permitted";
            case 2 -> "No such file or directory";
            case 3 -> "No such process";
            case 10 -> "No child processes";
            case 13 -> "Permission denied";
            case 16 -> "Device or resource busy";
            case 17 -> "File exists";
            case 19 -> "No such device";
            case 20 -> "Not a directory";
            case 22 -> "Invalid argument";
            case 24 -> "Too many open files";
            case 25 -> "Inappropriate ioctl for device";
            case 28 -> "No space left on device";
            case 30 -> "Read-only file system";
            case 32 -> "Broken pipe";
            case 36 -> "File name too long";
            case 38 -> "Function not implemented";
            case 40 -> "Too many levels of symbolic links";
            case 95 -> "Operation not supported";
            default -> "error number " + errno;
        };
    }
}
