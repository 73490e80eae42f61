package dev.perk.control.node.runtime;

/** What became of a wish for a container. Refusals are ordinary: images name wrong commands. */
public sealed interface StartResult {

    record Started(Container container) implements StartResult {}

    /** It could not be set up; Kubernetes calls this {@code CreateContainerError}. */
    record NotCreated(String message) implements StartResult {}

    /** Its command could not be run; Kubernetes calls this {@code StartError}, exit code 128. */
    record NotRun(String message) implements StartResult {}
}
