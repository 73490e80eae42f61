/**
 * Calls webhooks over HTTPS.
 *
 * <p>In: an AdmissionReview and the place of a webhook. Out: its answer, or why there is none.
 * Services are found through the store, so that no DNS is needed.
 */
@NullMarked
package dev.perk.control.apiserver.webhooks.io;

import org.jspecify.annotations.NullMarked;
