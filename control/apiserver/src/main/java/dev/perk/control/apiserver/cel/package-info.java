/**
 * Common Expression Language: the rules that people write into their definitions and webhooks.
 *
 * <p>In: an expression and JSON. Out: what it says of the JSON, or why it cannot say. The library
 * takes a while to load and 8 MB, so that nothing here is touched before somebody brings a rule.
 *
 * <p>Upstream counterpart: {@code k8s.io/apiserver pkg/cel}, {@code k8s.io/apiextensions-apiserver
 * pkg/apiserver/schema/cel}.
 */
@NullMarked
package dev.perk.control.apiserver.cel;

import org.jspecify.annotations.NullMarked;
