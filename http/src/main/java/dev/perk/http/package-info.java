/**
 * The shape of the request path: an {@link Exchange} travels through {@link Stage}s.
 *
 * <p>In: a request from a connection. Out: one answer, from a stage or from further down. A stage
 * runs on the connection's event loop and never blocks; what it holds it ties to the exchange's
 * end, which comes exactly once. The engine is in {@code dev.perk.http.io}.
 */
@NullMarked
package dev.perk.http;

import org.jspecify.annotations.NullMarked;
