/**
 * What may be written: Knative's rules and Knative's words for breaking them.
 *
 * <p>A JSON tree goes in, {@link FieldErrors} come out. Nothing is looked up and nothing is
 * changed. Upstream counterparts: {@code knative/pkg apis}, {@code knative/serving pkg/apis},
 * {@code knative/networking pkg/apis}, {@code k8s.io/apimachinery pkg/util/validation}.
 */
@NullMarked
package dev.perk.api.validation;

import org.jspecify.annotations.NullMarked;
