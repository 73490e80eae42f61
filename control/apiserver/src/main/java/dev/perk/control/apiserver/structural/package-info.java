/**
 * What the schema in a CustomResourceDefinition does to the objects of its kind.
 *
 * <p>In: an {@code openAPIV3Schema} and an object. Out: the object without the fields that the
 * schema does not name and with its defaults, and what is wrong with it, in the words of
 * go-openapi. Everything is pure; a schema is read once and shared.
 *
 * <p>Upstream counterpart: {@code k8s.io/apiextensions-apiserver
 * pkg/apiserver/{schema,validation}}, {@code k8s.io/kube-openapi pkg/validation}.
 */
@NullMarked
package dev.perk.control.apiserver.structural;

import org.jspecify.annotations.NullMarked;
