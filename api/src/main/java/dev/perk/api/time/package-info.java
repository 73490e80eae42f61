/**
 * Time as an argument: decisions take an {@link java.time.Instant}, mechanisms take a {@link
 * Scheduler}.
 *
 * <p>The real scheduler lives in {@code dev.perk.kube.io}; an event loop is one too; tests and the
 * simulation use a fake one.
 */
@NullMarked
package dev.perk.api.time;

import org.jspecify.annotations.NullMarked;
