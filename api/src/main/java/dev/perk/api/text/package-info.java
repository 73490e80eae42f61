/**
 * Values as Go writes and reads them.
 *
 * <p>ConfigMaps, annotations and error messages were defined by Go programs, so {@code 1m30s},
 * {@code 0x1p-2} and {@code %q} mean here exactly what they mean there. Text goes in; a {@link
 * Parsed} value, or Go's own complaint, comes out.
 */
@NullMarked
package dev.perk.api.text;

import org.jspecify.annotations.NullMarked;
