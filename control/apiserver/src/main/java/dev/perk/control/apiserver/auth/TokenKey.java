package dev.perk.control.apiserver.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * The key that signs the tokens of ServiceAccounts, with RS256 (RFC 7518), which every client and
 * every issuer of cloud credentials can verify.
 */
public final class TokenKey {
    static final String ALGORITHM = "RS256";
    private static final String SIGNATURE = "SHA256withRSA";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final RSAPrivateKey privateKey;
    private final RSAPublicKey publicKey;
    private final String id;

    public TokenKey(RSAPrivateKey privateKey, RSAPublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.id = idOf(publicKey);
    }

    /** As {@code kubernetes pkg/serviceaccount/jwt.go} makes it: a hash of the public half. */
    private static String idOf(RSAPublicKey key) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String id() {
        return id;
    }

    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initSign(privateKey);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of the tokens cannot sign", e);
        }
    }

    boolean hasSigned(byte[] content, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(SIGNATURE);
            signature.initVerify(publicKey);
            signature.update(content);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // Whatever it is, this key has not made it.
            return false;
        }
    }

    /** The public half as a JSON Web Key (RFC 7517). */
    ObjectNode webKey() {
        return Json.object()
                .put("use", "sig")
                .put("kty", "RSA")
                .put("kid", id)
                .put("alg", ALGORITHM)
                .put("n", unsigned(publicKey.getModulus()))
                .put("e", unsigned(publicKey.getPublicExponent()));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return BASE64.encodeToString(
                bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
