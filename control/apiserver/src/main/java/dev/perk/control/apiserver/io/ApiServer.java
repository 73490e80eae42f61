package dev.perk.control.apiserver.io;

import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.auth.Authentication;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.rest.InFlight;
import dev.perk.control.apiserver.rest.KubernetesApi;
import dev.perk.control.apiserver.rest.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The Kubernetes API on a port: what {@code kubectl} and every other client talks to.
 *
 * <p>Starting it writes the kubeconfig.
 */
public final class ApiServer implements AutoCloseable {
    private final ApiListener listener;
    private final Path kubeconfig;
    private final String authority;

    private ApiServer(ApiListener listener, Path kubeconfig, String authority) {
        this.listener = listener;
        this.kubeconfig = kubeconfig;
        this.authority = authority;
    }

    /**
     * Starts serving {@code registry}.
     *
     * @param ports whom it asks for what is not in the store
     * @param address where to listen; port 0 takes any free one
     * @param podsHost the machine's address as pods reach it: where to listen, too, on the same
     *     port
     * @param dataDir an existing folder: {@code kubeconfig} in it makes its reader the admin
     * @param scheduler runs requests, which block
     * @throws IOException if the address cannot be bound, or a file cannot be read or written
     */
    public static ApiServer start(
            Registry registry,
            Access access,
            Ports ports,
            InetSocketAddress address,
            String podsHost,
            Path dataDir,
            Scheduler scheduler)
            throws IOException {
        Pki pki = access.pki();
        KubernetesApi api =
                new KubernetesApi(
                        registry,
                        access.authorizer(),
                        access.tokens(),
                        ports,
                        scheduler,
                        new SecureRandom());
        ApiListener listener =
                ApiListener.start(
                        address,
                        pki.serverTls(podsHost, scheduler.instant()),
                        new Authentication(pki.adminToken(), access.tokens()),
                        new InFlight(api),
                        scheduler);
        InetSocketAddress forPods = new InetSocketAddress(podsHost, listener.address().getPort());
        if (!forPods.equals(listener.address())) {
            try {
                listener.alsoListen(forPods);
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        }
        Path kubeconfig = dataDir.resolve("kubeconfig");
        pki.adminKubeconfig(url(listener.address())).write(kubeconfig);
        return new ApiServer(listener, kubeconfig, pki.authority());
    }

    private static String url(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        if (address.getAddress().isAnyLocalAddress()) {
            host = "127.0.0.1";
        }
        return "https://"
                + (host.contains(":") ? "[" + host + "]" : host)
                + ":"
                + address.getPort();
    }

    /** Where it listens, such as {@code https://127.0.0.1:6443}. */
    public String url() {
        return url(listener.address());
    }

    public InetSocketAddress address() {
        return listener.address();
    }

    /** The certificate, in PEM, by which clients know that it is this server. */
    public String authority() {
        return authority;
    }

    /** The file that makes its reader the admin. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Stops listening; open watches break off. */
    @Override
    public void close() {
        listener.close();
    }
}
