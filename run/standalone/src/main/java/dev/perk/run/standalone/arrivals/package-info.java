/**
 * Writes down when requests of a Service come and how long they keep a container busy, for as long
 * as somebody asks: {@code GET /arrivals/…}, which {@code perk record} does.
 *
 * <p>While nobody does, a request costs a look at an empty map.
 */
@NullMarked
package dev.perk.run.standalone.arrivals;

import org.jspecify.annotations.NullMarked;
