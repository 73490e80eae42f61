package dev.perk.control.node.runtime;

/**
 * Runs pods. Calls block, for up to tens of milliseconds as a rule; make them where that does not
 * hurt.
 */
public interface ContainerRuntime extends AutoCloseable {

    /** The scheme of container ids in a Pod's status, such as {@code runc}. */
    String name();

    /** Makes the surroundings of a pod's containers: its address above all. */
    SandboxResult openSandbox(SandboxSpec spec);

    /** Where pods find this machine; {@code 127.0.0.1} if its network is theirs. */
    default String machineAddress() {
        return "127.0.0.1";
    }

    /** Stops whatever still runs and removes every trace of it from the machine. */
    @Override
    void close();

    /** What became of a wish for a sandbox. */
    sealed interface SandboxResult {
        record Opened(Sandbox sandbox) implements SandboxResult {}

        /**
         * @param message for the event {@code FailedCreatePodSandBox}
         */
        record Failed(String message) implements SandboxResult {}
    }
}
