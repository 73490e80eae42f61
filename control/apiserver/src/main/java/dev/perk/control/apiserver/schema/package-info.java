/**
 * What the served kinds look like: their messages, fields and types.
 *
 * <p>In: two tables, {@code kubernetes.txt} and {@code knative.txt}. Out: what decodes protobuf
 * bodies, what OpenAPI documents and CustomResourceDefinitions say, and which fields of a body
 * nobody knows. One more kind is one more paragraph in a table.
 *
 * <p>Knows {@code api} and {@code kube} only.
 */
@NullMarked
package dev.perk.control.apiserver.schema;

import org.jspecify.annotations.NullMarked;
