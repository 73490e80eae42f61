package dev.perk.control.apiserver.io;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes keys and certificates: EC P-256, as Kubernetes' own tools now do. */
final class Certificates {
    /** A key and the certificate of its public half. */
    record Pair(KeyPair key, X509Certificate certificate) {}

    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random = new SecureRandom();
    private final Instant now;

    Certificates(Instant now) {
        this.now = now;
    }

    Pair authority(String name) {
        KeyPair key = newKey();
        X500Name subject = new X500Name("CN=" + name);
        X509v3CertificateBuilder certificate = builder(subject, subject, key);
        return signed(
                certificate,
                key,
                key,
                list -> {
                    list.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
                    list.addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
                });
    }

    Pair server(Pair authority, List<String> dnsNames, List<String> addresses) {
        KeyPair key = newKey();
        return signed(
                builder(issuer(authority), new X500Name("CN=perk-apiserver"), key),
                key,
                authority.key(),
                list -> {
                    list.addExtension(
                            Extension.subjectAlternativeName, false, names(dnsNames, addresses));
                    list.addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
                });
    }

    /** The addresses that a server's certificate names. */
    static List<String> addresses(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.getFirst().equals(GeneralName.iPAddress))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }

    /**
     * A certificate that says who its holder is: the name is the user, the organisation the group.
     */
    Pair client(Pair authority, String name, String group) {
        KeyPair key = newKey();
        return signed(
                builder(issuer(authority), new X500Name("O=" + group + ",CN=" + name), key),
                key,
                authority.key(),
                list ->
                        list.addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)));
    }

    private static X500Name issuer(Pair authority) {
        return X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
    }

    private KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(LIFETIME)),
                subject,
                key.getPublic());
    }

    private interface Extensions {
        void addTo(X509v3CertificateBuilder certificate) throws IOException;
    }

    private static Pair signed(
            X509v3CertificateBuilder certificate,
            KeyPair key,
            KeyPair signer,
            Extensions extensions) {
        try {
            extensions.addTo(certificate);
            var signature =
                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
            return new Pair(
                    key,
                    new JcaX509CertificateConverter().getCertificate(certificate.build(signature)));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private static GeneralNames names(List<String> dnsNames, List<String> addresses) {
        List<GeneralName> names = new ArrayList<>();
        dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }
}
