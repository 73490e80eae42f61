package dev.perk.control.node.runtime.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to start a program as if nobody had ignored signals before it. A shell without job control
 * has what it puts in the background ignore Ctrl-C, a program passes that on to all that it starts,
 * and POSIX does not let a shell trap what was ignored from the beginning.
 */
final class DefaultSignals {
    private static final Logger log = LoggerFactory.getLogger(DefaultSignals.class);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String IGNORED = "SigIgn:";
    private static final int HEXADECIMAL = 16;

    /** SIGINT and SIGQUIT; signal 1 is bit 0. */
    private static final long KEYS = 0b110;

    private static final String OPTION = "--default-signal=INT,QUIT";

    private DefaultSignals() {}

    /** Words before a command; none if nothing is to be done, or nothing can be. */
    static List<String> prefix() {
        return Words.OF_THIS_PROCESS;
    }

    private static final class Words {
        static final List<String> OF_THIS_PROCESS = find();

        private static List<String> find() {
            try {
                if (Files.exists(STATUS) && ignoresKeys(Files.readString(STATUS))) {
                    Optional<Program> env = Program.find("env");
                    if (env.isPresent() && env.get().run(List.of(OPTION, "true")).ok()) {
                        return env.get().command(List.of(OPTION));
                    }
                }
            } catch (IOException e) {
                log.warn("programs will not hear of Ctrl-C: {}", e.getMessage());
            }
            return List.of();
        }
    }

    /**
     * @param status as in proc(5), {@code /proc/pid/status}
     */
    static boolean ignoresKeys(String status) {
        return status.lines()
                .filter(line -> line.startsWith(IGNORED))
                .map(line -> line.substring(IGNORED.length()).trim())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, HEXADECIMAL) & KEYS) != 0);
    }
}
