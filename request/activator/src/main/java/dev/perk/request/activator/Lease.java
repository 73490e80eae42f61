package dev.perk.request.activator;

import dev.perk.api.time.Scheduler;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * A pod's promise to take one request. It is given back once: only the first call of either way
 * counts.
 *
 * @param destination where the pod listens
 * @param release gives the promise back
 * @param distrust gives it back because the pod did not keep it; nobody is sent there for a while,
 *     measured by the scheduler
 */
record Lease(InetSocketAddress destination, Runnable release, Consumer<Scheduler> distrust) {}
