/**
 * What Linux can do and the JDK cannot: mounts, device nodes, extended attributes, signals, waiting
 * for many descriptors at once.
 *
 * <p>Calls into the C library through the foreign function interface, so no program has to be
 * started for them: starting one costs more than a millisecond each time.
 */
@NullMarked
package dev.perk.control.node.linux.io;

import org.jspecify.annotations.NullMarked;
