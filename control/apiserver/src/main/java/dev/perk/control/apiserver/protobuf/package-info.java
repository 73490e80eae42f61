/**
 * Reads what typed Go clients send: Kubernetes objects as protocol buffers, turned into JSON trees.
 *
 * <p>In: a body of type {@code application/vnd.kubernetes.protobuf}. Out: the tree that the same
 * object would be in JSON, so that nothing behind this package knows of a second encoding. Answers
 * are always JSON, which every client accepts.
 *
 * <p>Driven by the table of {@code schema}: another kind is another paragraph there, never another
 * class. Upstream counterpart: {@code k8s.io/apimachinery pkg/runtime/serializer/protobuf}.
 */
@NullMarked
package dev.perk.control.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
