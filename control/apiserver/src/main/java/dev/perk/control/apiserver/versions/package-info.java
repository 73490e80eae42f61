/**
 * Kinds that are served in more than one form, while their objects are kept in one.
 *
 * <p>In: an object as a client of one version writes it. Out: the same object as it is kept, and
 * back. Versions of custom kinds differ in nothing but their name and need nothing of this.
 *
 * <p>Upstream counterpart: the {@code conversion.go} files in {@code kubernetes pkg/apis}.
 */
@NullMarked
package dev.perk.control.apiserver.versions;

import org.jspecify.annotations.NullMarked;
