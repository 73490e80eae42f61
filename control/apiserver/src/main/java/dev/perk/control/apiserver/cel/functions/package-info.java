/**
 * The functions that Kubernetes adds to CEL, by what they are about: lists, expressions, URLs,
 * quantities, addresses, formats.
 *
 * <p>In and out: Java values, as {@code dev.perk.control.apiserver.cel.CelValues} makes them of
 * JSON. Pure, and no slower than their arguments are long. Upstream counterpart: {@code
 * k8s.io/apiserver pkg/cel/library}.
 */
@NullMarked
package dev.perk.control.apiserver.cel.functions;

import org.jspecify.annotations.NullMarked;
