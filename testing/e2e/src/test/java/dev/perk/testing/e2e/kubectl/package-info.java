/**
 * What kubectl prints when it talks to Perk, command by command, against what it prints with the
 * reference.
 *
 * <p>In: the topics under {@code resources/kubectl}, each a {@link Transcript} of commands and the
 * answers that kube-apiserver 1.32 gives. A {@link Session} runs one topic in a namespace of its
 * own; {@link Comparison} says where the answers part.
 */
@NullMarked
package dev.perk.testing.e2e.kubectl;

import org.jspecify.annotations.NullMarked;
