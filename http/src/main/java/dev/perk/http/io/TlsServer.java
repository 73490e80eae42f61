package dev.perk.http.io;

import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.Mapping;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * The server side of TLS: one context per identity, chosen by the name that the client asks for. A
 * renewed certificate is a new identity, so it takes effect with the next connection.
 */
final class TlsServer {
    /** Renewals leave contexts behind; this many are no burden. */
    private static final int MAX_CONTEXTS = 1000;

    private final TlsIdentities identities;
    private final Map<TlsIdentity, SslContext> contexts = new ConcurrentHashMap<>();

    TlsServer(TlsIdentities identities) {
        this.identities = identities;
    }

    /** Decrypts one connection. */
    ChannelHandler handler() {
        Mapping<String, SslContext> byName = name -> contextOf(name == null ? "" : name);
        return new SniHandler(byName);
    }

    private SslContext contextOf(String serverName) {
        Optional<TlsIdentity> identity = identities.forHost(serverName);
        if (identity.isEmpty()) {
            throw new IllegalArgumentException("no certificate for \"" + serverName + "\"");
        }
        if (contexts.size() > MAX_CONTEXTS) {
            contexts.clear();
        }
        return contexts.computeIfAbsent(identity.get(), TlsServer::context);
    }

    private static SslContext context(TlsIdentity identity) {
        try {
            return SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .protocols("TLSv1.3", "TLSv1.2")
                    .applicationProtocolConfig(
                            new ApplicationProtocolConfig(
                                    Protocol.ALPN,
                                    SelectorFailureBehavior.NO_ADVERTISE,
                                    SelectedListenerFailureBehavior.ACCEPT,
                                    ApplicationProtocolNames.HTTP_1_1))
                    .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException(
                    "unusable certificate of "
                            + identity.chain().getFirst().getSubjectX500Principal(),
                    e);
        }
    }
}
