package dev.perk.http;

import java.util.Locale;

/**
 * The head of a request.
 *
 * @param method as sent, upper or lower case
 * @param target the request target byte for byte, never normalised: {@code /a//b%2F?x=y}
 * @param headers changeable on the way
 */
public record Request(String method, String target, Headers headers) {

    /** The part of the target before the query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The host that was asked for, without its port, in lower case; empty if there is none. */
    public String host() {
        String host = headers.get("Host");
        if (host == null) {
            return "";
        }
        int port = host.startsWith("[") ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
        return (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
    }
}
