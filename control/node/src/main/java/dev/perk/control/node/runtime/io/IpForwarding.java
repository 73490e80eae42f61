package dev.perk.control.node.runtime.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine's switch for passing packets on between its links. It is one for all links: an answer
 * comes in by another link than the question. {@link Masquerade}'s rules see to it that only the
 * traffic of pods is passed on where nothing was before.
 *
 * @param record a file that exists while it is Perk, whichever instance, who switched it on
 */
record IpForwarding(Path record) {
    private static final Path SWITCH = Path.of("/proc/sys/net/ipv4/ip_forward");

    /** Switches it on, if it was off. */
    void on() throws IOException {
        if (Files.readString(SWITCH).strip().equals("0")) {
            Files.createDirectories(record.getParent());
            // First: a crash in between must not leave it on unnoticed.
            Files.writeString(record, "");
            Files.writeString(SWITCH, "1");
        }
    }

    boolean isOurs() {
        return Files.exists(record);
    }

    /** Puts it back to what it was before Perk came. */
    void restore() throws IOException {
        if (Files.deleteIfExists(record)) {
            Files.writeString(SWITCH, "0");
        }
    }

    /** It is somebody else's business from now on. */
    void leaveOn() throws IOException {
        Files.deleteIfExists(record);
    }
}
