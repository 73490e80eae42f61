/**
 * The two ways of running pods on this machine: {@code runc}, with everything that Linux can put
 * around a process, and {@code process}, with nothing.
 *
 * <p>Which one it is, and why, is found out once by {@link
 * dev.perk.control.node.runtime.io.Runtimes}.
 */
@NullMarked
package dev.perk.control.node.runtime.io;

import org.jspecify.annotations.NullMarked;
