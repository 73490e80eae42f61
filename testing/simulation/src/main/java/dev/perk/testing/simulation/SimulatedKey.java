package dev.perk.testing.simulation;

import dev.perk.control.apiserver.auth.TokenKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/**
 * One key for all simulations. No two runs have the same one, which nobody can see: tokens only go
 * into the files of pods.
 */
final class SimulatedKey {
    private static final TokenKey KEY = make();

    private SimulatedKey() {}

    static TokenKey tokenKey() {
        return KEY;
    }

    private static TokenKey make() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
            return new TokenKey((RSAPrivateKey) pair.getPrivate(), (RSAPublicKey) pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }
}
