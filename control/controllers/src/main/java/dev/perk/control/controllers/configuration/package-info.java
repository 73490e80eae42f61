/**
 * A Configuration turns each version of its template into a Revision, and knows the latest one that
 * works.
 *
 * <p>In: the Configuration and its Revisions. Out: the Revision of the present generation, and the
 * names of the latest created and the latest ready one.
 *
 * <p>Upstream counterpart: {@code knative/serving pkg/reconciler/configuration}.
 */
@NullMarked
package dev.perk.control.controllers.configuration;

import org.jspecify.annotations.NullMarked;
