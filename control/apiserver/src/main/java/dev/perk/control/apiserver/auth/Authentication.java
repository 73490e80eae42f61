package dev.perk.control.apiserver.auth;

import dev.perk.control.apiserver.auth.ServiceAccountTokens.Verdict;
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
 * a group, as in {@code k8s.io/apiserver pkg/authentication/request/x509}), the holder of the admin
 * token, or of a ServiceAccount's.
 */
public final class Authentication {
    private static final String BEARER = "Bearer ";

    private final byte[] adminToken;
    private final ServiceAccountTokens tokens;

    public Authentication(String adminToken, ServiceAccountTokens tokens) {
        this.adminToken = adminToken.getBytes(StandardCharsets.UTF_8);
        this.tokens = tokens;
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
        String token = authorization.substring(BEARER.length()).strip();
        if (MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), adminToken)) {
            return new Caller.Known(User.ADMIN);
        }
        return switch (tokens.verify(token, ServiceAccountTokens.API_AUDIENCES)) {
            case Verdict.Valid(User user, _) -> new Caller.Known(user);
            case Verdict.Invalid _ -> new Caller.Rejected();
        };
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
        groups.add(User.AUTHENTICATED);
        return new User(name, "", groups);
    }
}
