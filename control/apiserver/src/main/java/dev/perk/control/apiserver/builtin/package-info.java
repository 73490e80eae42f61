/**
 * The kinds that Kubernetes brings along: what is filled in where they say nothing, and what they
 * may say.
 *
 * <p>A tree goes in; it comes out with its defaults, or with a list of what is wrong in Kubernetes'
 * words. Pure, but for {@link dev.perk.control.apiserver.builtin.ServiceAddresses}, which remembers
 * which addresses are taken. Upstream counterparts: {@code kubernetes pkg/apis/{core,apps}/v1}
 * defaults, {@code pkg/apis/{core,apps}/validation}, {@code plugin/pkg/admission}.
 */
@NullMarked
package dev.perk.control.apiserver.builtin;

import org.jspecify.annotations.NullMarked;
