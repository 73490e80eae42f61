/**
 * What stands between a request to write and the store: the rules of the kinds.
 *
 * <p>In: a write that is about to happen. Out: the object with its defaults, a refusal in the words
 * of the webhook or the API server that would have refused it, and warnings. The rules themselves
 * are pure and live elsewhere: Knative's in {@code dev.perk.api.defaults} and {@code
 * dev.perk.api.validation}, those of built-in kinds in {@code dev.perk.control.apiserver.builtin}.
 */
@NullMarked
package dev.perk.control.apiserver.admission;

import org.jspecify.annotations.NullMarked;
