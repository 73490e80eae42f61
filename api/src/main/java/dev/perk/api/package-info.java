/**
 * The vocabulary that all of Perk shares: kinds, names, labels, annotations, headers, ports.
 *
 * <p>Everything here is a value or a constant. Nothing reads a clock, a socket or a file, and
 * nothing below knows who uses it.
 */
@NullMarked
package dev.perk.api;

import org.jspecify.annotations.NullMarked;
