package dev.perk.control.apiserver.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Tells who sent a request: the subject of a certificate that our CA signed (CN is the user, each O
 * a group, as in {@code k8s.io/apiserver pkg/authentication/request/x509}), or the holder of the
 * admin token.
 */
public final class Authentication {
    private static final String BEARER = "Bearer ";

    private final byte[] adminToken;

    public Authentication(String adminToken) {
        this.adminToken = adminToken.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param certificate the client's certificate, already verified against our CA
     * @param authorization the Authorization header
     */
    public Caller identify(Optional<X509Certificate> certificate, Optional<String> authorization) {
        if (authorization.isPresent()) {
            return bearer(authorization.get());
        }
        return certificate
                .<Caller>map(verified ->
                        new Caller.Known(subject(verified.getSubjectX500Principal().getName())))
                .orElseGet(Caller.Anonymous::new);
    }

    private Caller bearer(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new Caller.Rejected();
        }
        byte[] token =
                authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, adminToken)
                ? new Caller.Known(User.ADMIN)
                : new Caller.Rejected();
    }

    static User subject(String distinguishedName) {
        String name = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(distinguishedName).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    name = rdn.getValue().toString();
                } else if (rdn.getType().equalsIgnoreCase("O")) {
                    groups.add(rdn.getValue().toString());
                }
            }
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("certificate subject " + distinguishedName, e);
        }
        groups.add("system:authenticated");
        return new User(name, "", groups);
    }
}
