package dev.perk.http.io;

import io.netty.channel.EventLoop;

/** What belongs to one event loop. */
record Loop(LoopScheduler scheduler, UpstreamPool upstreams) {

    static Loop of(Transport transport, EventLoop eventLoop) {
        var scheduler = new LoopScheduler(eventLoop);
        return new Loop(scheduler, new UpstreamPool(transport, eventLoop, scheduler));
    }
}
