/** The real clock and the real threads. */
@NullMarked
package dev.perk.kube.io;

import org.jspecify.annotations.NullMarked;
