/**
 * An attempt to write an object, as the rules see it.
 *
 * <p>{@code api.defaults} fills it in, {@code api.validation} judges it; the API server and the
 * webhook only carry it here and back.
 */
@NullMarked
package dev.perk.api.admission;

import org.jspecify.annotations.NullMarked;
