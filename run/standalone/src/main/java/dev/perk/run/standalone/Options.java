package dev.perk.run.standalone;

import java.nio.file.Path;

/**
 * How to start a standalone Perk.
 *
 * @param dataFolder everything that is kept; made if it does not exist
 * @param apiPort of the API on loopback, 0 for any free one
 * @param httpPort of the gateway, 0 for any free one
 * @param httpsPort of the gateway; TLS at the gateway is not built yet, so nothing listens there
 * @param domain what public hosts end in, unless {@code config-domain} says otherwise
 */
public record Options(
        Path dataFolder,
        int apiPort,
        int httpPort,
        int httpsPort,
        RuntimeChoice runtime,
        String domain) {

    /** What runs containers. */
    public enum RuntimeChoice {
        /** runc where it works, child processes elsewhere. */
        AUTO,
        RUNC,
        PROCESS
    }

    public Options {
        requirePort("api-port", apiPort);
        requirePort("http-port", httpPort);
        requirePort("https-port", httpsPort);
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "--" + name + " = " + port + " (expected: 0 to 65535)");
        }
    }
}
