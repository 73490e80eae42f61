/**
 * The small ports that the three paths declare, filled for one JVM: where a process of its own
 * would be asked over the network, the answer is already here.
 */
@NullMarked
package dev.perk.run.standalone.ports;

import org.jspecify.annotations.NullMarked;
