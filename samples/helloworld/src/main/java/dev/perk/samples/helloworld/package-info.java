/**
 * The smallest Service: answers every request with a greeting.
 *
 * <p>Built into an image without Docker, by {@code jib-core}.
 */
@NullMarked
package dev.perk.samples.helloworld;

import org.jspecify.annotations.NullMarked;
