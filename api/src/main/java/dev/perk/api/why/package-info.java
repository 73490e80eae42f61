/**
 * Why something happened, as told by the code that decided it.
 *
 * <p>Scaling decisions, admissions and refusals on the request path, and states that are not ready
 * all leave a {@link Reason} in a {@link Journal}. The command line, events and pages only print
 * what they find there.
 */
@NullMarked
package dev.perk.api.why;

import org.jspecify.annotations.NullMarked;
