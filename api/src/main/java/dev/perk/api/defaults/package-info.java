/**
 * What is filled in where an object says nothing.
 *
 * <p>A write goes in, the object with its defaults comes out; what the user wrote stays, but for
 * the few fields that are not the user's. Upstream counterparts: {@code knative/serving
 * pkg/apis/serving/v1/*_defaults.go}, {@code knative/networking
 * pkg/apis/networking/v1alpha1/ingress_defaults.go}.
 */
@NullMarked
package dev.perk.api.defaults;

import org.jspecify.annotations.NullMarked;
