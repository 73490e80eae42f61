package dev.perk.http;

import java.net.InetSocketAddress;

/** The end of a chain: sends what comes over the network to one address. */
public record Hop(InetSocketAddress target) implements Stage {

    @Override
    public void handle(Exchange exchange) {
        exchange.forward(target);
    }
}
