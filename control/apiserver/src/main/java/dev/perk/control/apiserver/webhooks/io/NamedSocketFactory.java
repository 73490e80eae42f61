package dev.perk.control.apiserver.webhooks.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Speaks TLS with a server of a given name, whatever address it was found at: a Service's name is
 * in its certificate, but in no DNS.
 */
final class NamedSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String name;

    private NamedSocketFactory(SSLSocketFactory sockets, String name) {
        this.sockets = sockets;
        this.name = name;
    }

    /**
     * @param authority base64 of certificates in PEM; empty to trust those that the machine trusts
     * @param name that the server's certificate must have
     */
    static NamedSocketFactory trusting(String authority, String name)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        if (authority.isEmpty()) {
            context.init(null, null, null);
        } else {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            byte[] pem = Base64.getMimeDecoder().decode(authority);
            int number = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem))) {
                trusted.setCertificateEntry("authority-" + number++, each);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            context.init(null, managers.getTrustManagers(), null);
        }
        return new NamedSocketFactory(context.getSocketFactory(), name);
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
            throws IOException {
        var socket = (SSLSocket) sockets.createSocket(plain, name, port, autoClose);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    /** A plain one: the connection is made first, and TLS laid over it. */
    @Override
    public Socket createSocket() {
        return new Socket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw alreadyConnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        throw alreadyConnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw alreadyConnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        throw alreadyConnected();
    }

    private static IOException alreadyConnected() {
        return new UnknownHostException("expected: TLS over a connection that is there already");
    }
}
