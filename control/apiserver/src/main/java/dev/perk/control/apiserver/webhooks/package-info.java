/**
 * Admission by somebody else: webhooks that people configure.
 *
 * <p>In: a write that is about to happen, and the configurations in the store. Out: the object with
 * the patches of mutating webhooks, a refusal, or warnings. Which webhook is asked and what its
 * answer means is decided here; {@code dev.perk.control.apiserver.webhooks.io} asks it. All of it
 * happens on the writer's thread, before the write is put in line.
 *
 * <p>Upstream counterpart: {@code k8s.io/apiserver pkg/admission/plugin/webhook}.
 */
@NullMarked
package dev.perk.control.apiserver.webhooks;

import org.jspecify.annotations.NullMarked;
