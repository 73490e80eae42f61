package dev.perk.kube.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A change to a part of an object. */
public sealed interface Patch {

    /** RFC 6902, a list of operations. */
    record JsonPatch(ArrayNode operations) implements Patch {}

    /** RFC 7386: maps merge, null deletes, lists are replaced. */
    record MergePatch(ObjectNode changes) implements Patch {}

    /** Kubernetes' own: lists of built-in kinds merge by their keys. */
    record StrategicMergePatch(ObjectNode changes) implements Patch {}
}
