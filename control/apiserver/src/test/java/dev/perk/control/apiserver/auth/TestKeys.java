package dev.perk.control.apiserver.auth;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/** One key for all tests, as making one takes a while. */
public final class TestKeys {
    private static final TokenKey KEY = make();

    private TestKeys() {}

    public static TokenKey tokenKey() {
        return KEY;
    }

    static TokenKey make() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
            return new TokenKey((RSAPrivateKey) pair.getPrivate(), (RSAPublicKey) pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
