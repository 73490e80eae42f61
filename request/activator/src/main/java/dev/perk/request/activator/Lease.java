package dev.perk.request.activator;

import java.net.InetSocketAddress;

/**
 * A pod's promise to take one request.
 *
 * @param destination where the pod listens
 * @param release gives the promise back; only the first call counts
 */
record Lease(InetSocketAddress destination, Runnable release) {}
