package dev.perk.http.io;

import java.util.Optional;

/** Finds the certificate for the host that a TLS client asks for. */
@FunctionalInterface
public interface TlsIdentities {

    /**
     * Answers at once, from memory, on any thread.
     *
     * @param serverName in lower case; empty if the client did not say
     * @return empty to refuse the connection
     */
    Optional<TlsIdentity> forHost(String serverName);
}
