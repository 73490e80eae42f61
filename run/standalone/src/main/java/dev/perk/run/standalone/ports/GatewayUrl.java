package dev.perk.run.standalone.ports;

import dev.perk.control.controllers.route.PublicUrl;

/** Public addresses carry the gateway's port where it is not the scheme's own. */
public record GatewayUrl(int httpPort) implements PublicUrl {
    private static final int HTTP = 80;

    @Override
    public String of(String scheme, String host) {
        boolean plain = scheme.equals("http") && httpPort != HTTP;
        return scheme + "://" + host + (plain ? ":" + httpPort : "");
    }
}
