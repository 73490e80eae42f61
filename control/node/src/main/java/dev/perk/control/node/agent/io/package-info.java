/**
 * The node agent at work: pods become sandboxes, containers, log files and statuses.
 *
 * <p>In: Pods bound to this node. Out: their status, and a word to the queue-proxy as soon as a pod
 * can take requests.
 */
@NullMarked
package dev.perk.control.node.agent.io;

import org.jspecify.annotations.NullMarked;
