package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.auth.TokenKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;

/** Makes and reads the keys that sign tokens. */
final class RsaKeys {
    private static final String RSA = "RSA";
    private static final int BITS = 2048;

    private RsaKeys() {}

    static PrivateKey make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(RSA);
            generator.initialize(BITS);
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    static TokenKey tokenKey(String pem) throws GeneralSecurityException {
        // What a PEM file holds has the public half in it.
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) Pem.key(pem, RSA);
        RSAPublicKey publicKey =
                (RSAPublicKey)
                        KeyFactory.getInstance(RSA)
                                .generatePublic(
                                        new RSAPublicKeySpec(
                                                key.getModulus(), key.getPublicExponent()));
        return new TokenKey(key, publicKey);
    }
}
