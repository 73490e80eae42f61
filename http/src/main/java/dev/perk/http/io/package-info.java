/**
 * The engine under {@code dev.perk.http}: listeners, connections and upstream pools on Netty.
 *
 * <p>In: bytes of clients. Out: bytes to containers, and their answers back. A {@link
 * dev.perk.http.io.ServerConnection} turns the bytes of one client into exchanges, one at a time; a
 * {@link dev.perk.http.io.Forwarding} couples one exchange with one {@link
 * dev.perk.http.io.UpstreamConnection} for the length of one answer.
 *
 * <p>One event loop owns a client's connection, the exchanges on it and the upstream connections
 * they use, so nothing here takes a lock or crosses a thread. Netty's types end at this package,
 * except for {@link dev.perk.http.io.RequestRules}, by which the API's port judges, too.
 */
@NullMarked
package dev.perk.http.io;

import org.jspecify.annotations.NullMarked;
