/**
 * The port through which everything reads and writes objects, and the cache that controllers read
 * from.
 *
 * <p>Two implementations: the embedded API server's own store (a direct call) and a cluster's API
 * server (a client).
 */
@NullMarked
package dev.perk.kube.store;

import org.jspecify.annotations.NullMarked;
