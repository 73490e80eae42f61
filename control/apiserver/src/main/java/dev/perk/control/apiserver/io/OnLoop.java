package dev.perk.control.apiserver.io;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks of other threads on an event loop, as long as there is one: what a program in a pod
 * still says when the server has ended interests nobody.
 */
record OnLoop(EventExecutor loop) implements Executor {
    private static final Logger log = LoggerFactory.getLogger(OnLoop.class);

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("came too late", e);
        }
    }
}
