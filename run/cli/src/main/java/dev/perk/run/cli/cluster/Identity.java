package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.ProcessFailedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;

/** Who a process is, where several of its kind may run. */
final class Identity {

    private Identity() {}

    /** The pod's name, or the machine's, and something that no other process has. */
    static String unique() {
        return Optional.ofNullable(System.getenv("POD_NAME")).orElseGet(Identity::hostname)
                + "_"
                + UUID.randomUUID();
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /**
     * The pod's name and address, by which others find it.
     *
     * @throws ProcessFailedException if the pod's template does not set them
     */
    static String ofPod() throws ProcessFailedException {
        return required("POD_NAME") + "_" + required("POD_IP");
    }

    private static String required(String variable) throws ProcessFailedException {
        String value = System.getenv(variable);
        if (value == null || value.isEmpty()) {
            throw new ProcessFailedException("required key " + variable + " missing value");
        }
        return value;
    }
}
