package dev.perk.request.activator;

import java.util.Optional;

/** What the activator tells a kubelet about itself. */
@FunctionalInterface
public interface Health {
    /** In one JVM, whoever can ask is being answered by something healthy. */
    Health ALWAYS = Optional::empty;

    /** What is wrong, if anything is. */
    Optional<String> problem();
}
