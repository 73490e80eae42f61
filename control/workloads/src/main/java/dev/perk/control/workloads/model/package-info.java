/**
 * Built-in objects, read with names instead of paths, and the small rules that several controllers
 * share: conditions, percentages, ownership, generated names.
 *
 * <p>In: the JSON trees of the store. Out: records that answer questions. Nothing here decides what
 * should exist.
 *
 * <p>Knows {@code kube} and {@code api}.
 */
@NullMarked
package dev.perk.control.workloads.model;

import org.jspecify.annotations.NullMarked;
