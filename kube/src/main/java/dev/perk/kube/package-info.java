/**
 * Kubernetes objects as Perk sees them: an immutable JSON tree with typed views.
 *
 * <p>{@code kube.store} is how objects are read and written, {@code kube.control} is the loop that
 * every controller runs in.
 */
@NullMarked
package dev.perk.kube;

import org.jspecify.annotations.NullMarked;
