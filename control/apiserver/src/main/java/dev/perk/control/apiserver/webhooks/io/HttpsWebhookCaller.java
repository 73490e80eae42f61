package dev.perk.control.apiserver.webhooks.io;

import dev.perk.api.ResourceKey;
import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.webhooks.Webhook;
import dev.perk.control.apiserver.webhooks.Webhook.Place;
import dev.perk.control.apiserver.webhooks.WebhookCaller;
import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/**
 * Asks webhooks over HTTPS, each on a thread of its own.
 *
 * <p>Source of the request and of the texts: {@code k8s.io/apiserver pkg/util/webhook/client.go},
 * {@code pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go}, and Go's {@code
 * net/http}.
 */
public final class HttpsWebhookCaller implements WebhookCaller {
    private static final int MOST_BYTES = 3 * 1024 * 1024;

    private final Function<ResourceKey, Optional<KubeObject>> look;
    private final Scheduler scheduler;

    /**
     * @param look reads the store, for the addresses behind Services
     * @param scheduler runs calls, which block
     */
    public HttpsWebhookCaller(
            Function<ResourceKey, Optional<KubeObject>> look, Scheduler scheduler) {
        this.look = look;
        this.scheduler = scheduler;
    }

    @Override
    public CompletableFuture<Outcome> call(Webhook webhook, byte[] review) {
        var answer = new CompletableFuture<Outcome>();
        URI url = url(webhook);
        scheduler.execute(() -> {
            try {
                answer.complete(callNow(webhook, url, review));
            } catch (RuntimeException | Error e) {
                answer.complete(new Outcome.Unreachable("Post \"" + url + "\": " + e));
            }
        });
        // Reads end one by one; this is what ends them all.
        return answer.completeOnTimeout(
                deadline(url), webhook.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Outcome deadline(URI url) {
        return new Outcome.Unreachable("Post \"" + url + "\": context deadline exceeded");
    }

    private static URI url(Webhook webhook) {
        String query = "timeout=" + webhook.timeout().toSeconds() + "s";
        return switch (webhook.place()) {
            case Place.Url(String url, String _) ->
                    URI.create(url + (url.contains("?") ? "&" : "?") + query);
            case Place.Service service ->
                    URI.create(
                            "https://"
                                    + host(service)
                                    + ":"
                                    + service.port()
                                    + (service.path().startsWith("/") ? "" : "/")
                                    + service.path()
                                    + "?"
                                    + query);
        };
    }

    private static String host(Place.Service service) {
        return service.name() + "." + service.namespace() + ".svc";
    }

    private Outcome callNow(Webhook webhook, URI url, byte[] review) {
        Target target;
        switch (webhook.place()) {
            case Place.Url _ ->
                    target = new Target(url.getHost(), url.getPort() < 0 ? 443 : url.getPort());
            case Place.Service service -> {
                switch (ServiceTargets.find(look, service)) {
                    case ServiceTargets.Found.At(Target at) -> target = at;
                    case ServiceTargets.Found.Nowhere(String why) -> {
                        return new Outcome.Unreachable("Post \"" + url + "\": " + why);
                    }
                }
            }
        }
        try {
            return new Outcome.Answered(post(webhook, url, target, review));
        } catch (SocketTimeoutException e) {
            return deadline(url);
        } catch (IOException | GeneralSecurityException e) {
            return new Outcome.Unreachable("Post \"" + url + "\": " + words(e, target));
        }
    }

    private static byte[] post(Webhook webhook, URI url, Target target, byte[] review)
            throws IOException, GeneralSecurityException {
        URI direct =
                URI.create(
                        "https://"
                                + (target.host().contains(":")
                                        ? "[" + target.host() + "]"
                                        : target.host())
                                + ":"
                                + target.port()
                                + url.getRawPath()
                                + "?"
                                + url.getRawQuery());
        var connection = (HttpsURLConnection) direct.toURL().openConnection(Proxy.NO_PROXY);
        // The name that the certificate must have is the webhook's, wherever it is.
        connection.setSSLSocketFactory(
                NamedSocketFactory.trusting(webhook.place().authority(), url.getHost()));
        int millis = (int) Math.min(Integer.MAX_VALUE, webhook.timeout().toMillis());
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Accept", "application/json, */*");
        // Each call has a factory of its own, so that none would find the connection again.
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("User-Agent", "kube-apiserver-admission");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(review.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(review);
        }
        int code = connection.getResponseCode();
        if (code < 200 || code > 299) {
            throw new IOException(
                    "an error on the server (\"\") has prevented the request from succeeding:"
                            + " status "
                            + code);
        }
        try (InputStream in = connection.getInputStream()) {
            byte[] body = in.readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
            }
            return body;
        }
    }

    private static String words(Exception e, Target target) {
        return switch (e) {
            case ConnectException refused ->
                    "dial tcp "
                            + target.host()
                            + ":"
                            + target.port()
                            + ": connect: "
                            + (String.valueOf(refused.getMessage()).contains("refused")
                                    ? "connection refused"
                                    : refused.getMessage());
            case UnknownHostException _ -> "dial tcp: lookup " + target.host() + ": no such host";
            case SSLException untrusted ->
                    "tls: failed to verify certificate: x509: " + untrusted.getMessage();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** Where a connection goes. */
    record Target(String host, int port) {}
}
