package dev.perk.control.apiserver.io;

import io.netty.channel.Channel;

/**
 * Whether a connection is read: only while nobody who gets a part of what it brings has too much
 * already. On the event loop only.
 */
final class Valve {
    private final Channel channel;
    private int full;

    Valve(Channel channel) {
        this.channel = channel;
    }

    void shut() {
        full++;
        channel.config().setAutoRead(false);
    }

    void open() {
        full--;
        if (full == 0) {
            channel.config().setAutoRead(true);
        }
    }
}
