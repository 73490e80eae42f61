/**
 * Wires the whole system into one JVM: {@code perk up}.
 *
 * <p>Knows everything; nothing knows it.
 */
@NullMarked
package dev.perk.run.standalone;

import org.jspecify.annotations.NullMarked;
