package dev.perk.http.io;

import io.netty.util.AsciiString;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Header names as the codec likes them: hashed once, not with each look-up. Stages ask for the same
 * few names with every request.
 */
final class HeaderNames {
    /** Far more than stages use; names in an Ingress come and go. */
    private static final int MAX_NAMES = 1000;

    private static final Map<String, AsciiString> NAMES = new ConcurrentHashMap<>();

    private HeaderNames() {}

    static CharSequence of(String name) {
        AsciiString known = NAMES.get(name);
        if (known != null) {
            return known;
        }
        if (NAMES.size() >= MAX_NAMES) {
            return name;
        }
        AsciiString ascii = AsciiString.cached(name);
        NAMES.put(name, ascii);
        return ascii;
    }
}
