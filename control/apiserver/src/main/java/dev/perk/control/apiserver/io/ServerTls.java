package dev.perk.control.apiserver.io;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS for the API's port: it shows one certificate, and lets clients show one of its authority.
 *
 * <p>BoringSSL where it loads, the JDK's TLS elsewhere: docs/adr/0016. It is loaded for the first
 * client, which nobody need wait for before, and which an idle Perk never has. The key is handed
 * over as it is: Netty would first encrypt it into a key store and read it back.
 *
 * <p>{@code context} is guarded by the monitor.
 */
public final class ServerTls implements AutoCloseable {
    private static final String ALIAS = "apiserver";
    private static final String KEY_TYPE = "EC";

    private final OneKey key;
    private final TrustManagerFactory trust;
    private final Supplier<SslProvider> provider;
    private @Nullable SslContext context;

    ServerTls(
            X509Certificate certificate,
            PrivateKey key,
            X509Certificate authority,
            Supplier<SslProvider> provider)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null);
        trusted.setCertificateEntry("ca", authority);
        trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        this.key = new OneKey(certificate, key);
        this.provider = provider;
    }

    /** The fastest that works here. */
    static SslProvider best() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    private synchronized SslContext context() throws SSLException {
        SslContext known = context;
        if (known == null) {
            known =
                    SslContextBuilder.forServer(key)
                            .sslProvider(provider.get())
                            .trustManager(trust)
                            .clientAuth(ClientAuth.OPTIONAL)
                            .protocols("TLSv1.3", "TLSv1.2")
                            .applicationProtocolConfig(
                                    new ApplicationProtocolConfig(
                                            Protocol.ALPN,
                                            SelectorFailureBehavior.NO_ADVERTISE,
                                            SelectedListenerFailureBehavior.ACCEPT,
                                            ApplicationProtocolNames.HTTP_2,
                                            ApplicationProtocolNames.HTTP_1_1))
                            .build();
            context = known;
        }
        return known;
    }

    /**
     * The server's side of one connection.
     *
     * @param executor computes what a handshake needs
     * @throws SSLException if the key or a certificate is of no use for TLS
     */
    SslHandler newHandler(ByteBufAllocator allocator, Executor executor) throws SSLException {
        return context().newHandler(allocator, executor);
    }

    /** Connections that are open go on. */
    @Override
    public synchronized void close() {
        if (context != null) {
            ReferenceCountUtil.release(context);
            context = null;
        }
    }

    /** Always the same key. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private final X509Certificate certificate;
        private final PrivateKey key;

        OneKey(X509Certificate certificate, PrivateKey key) {
            this.certificate = certificate;
            this.key = key;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return keyType.equals(KEY_TYPE) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, Socket socket) {
            return keyType.equals(KEY_TYPE) ? ALIAS : null;
        }

        @Override
        public String @Nullable [] getServerAliases(
                String keyType, Principal @Nullable [] issuers) {
            return keyType.equals(KEY_TYPE) ? new String[] {ALIAS} : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String @Nullable [] getClientAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
