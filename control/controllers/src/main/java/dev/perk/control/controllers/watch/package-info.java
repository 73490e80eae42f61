/**
 * What wakes a controller: one loop, and the changes that lead to its keys.
 *
 * <p>In: events of caches, changed configuration, answers of ports. Out: keys in the queue of a
 * {@link dev.perk.kube.control.ControlLoop}. Each kind's own package says in its {@code
 * XController} what it watches.
 */
@NullMarked
package dev.perk.control.controllers.watch;

import org.jspecify.annotations.NullMarked;
