package dev.perk.control.node.runtime;

import java.util.ArrayList;
import java.util.List;

/** Which addresses this machine already reaches. */
public final class Routes {
    private static final int DESTINATION = 1;
    private static final int MASK = 7;

    private Routes() {}

    /**
     * The networks of {@code /proc/net/route}, without the default route, which covers everything.
     *
     * @param lines the file's lines, whose first one is a heading
     */
    public static List<Subnet> networks(List<String> lines) {
        List<Subnet> networks = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] fields = line.trim().split("\\s+", -1);
            if (fields.length > MASK) {
                int mask = hostOrder(fields[MASK]);
                if (mask != 0) {
                    networks.add(
                            new Subnet(hostOrder(fields[DESTINATION]), Integer.bitCount(mask)));
                }
            }
        }
        return networks;
    }

    /** The kernel prints addresses as little-endian numbers. */
    private static int hostOrder(String hex) {
        return Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16));
    }
}
