package dev.perk.control.node.runtime;

import java.util.List;
import java.util.Locale;

/** Signals by name. Source: {@code signal(7)}, as numbered on all machines that Perk runs on. */
public final class Signals {
    public static final int KILL = 9;
    public static final int TERM = 15;

    private static final List<String> NAMES =
            List.of(
                    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                    "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
                    "PWR", "SYS");
    private static final int LARGEST = 64;
    private static final String REAL_TIME = "RTMIN";
    private static final int FIRST_REAL_TIME = 34;

    private Signals() {}

    /**
     * The number of {@code SIGTERM}, {@code TERM}, {@code 15} or {@code SIGRTMIN+3}, as images
     * spell their stop signal. What nobody understands is taken as {@code SIGTERM}.
     */
    public static int number(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String bare = upper.startsWith("SIG") ? upper.substring(3) : upper;
        int index = NAMES.indexOf(bare);
        if (index >= 0) {
            return index + 1;
        }
        if (bare.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(bare);
            return number >= 1 && number <= LARGEST ? number : TERM;
        }
        if (bare.matches(REAL_TIME + "(\\+[0-9]{1,2})?")) {
            String offset = bare.substring(REAL_TIME.length());
            return FIRST_REAL_TIME + (offset.isEmpty() ? 0 : Integer.parseInt(offset.substring(1)));
        }
        return TERM;
    }
}
