package dev.perk.run.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.kube.KubeObject;
import dev.perk.run.kubernetes.fixture.TestCluster;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process, and the controller that asks it how far it is. */
class GatewayProcessTest {
    private static final ResourceKey INGRESS = ResourceKey.of(Kinds.INGRESS, "default", "hello");

    @TempDir private Path folder;
    private TestCluster cluster;
    private HttpServer pod;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.withKnative(folder);
        pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pod.createContext(
                "/",
                exchange -> {
                    String revision =
                            exchange.getRequestHeaders().getFirst("Knative-Serving-Revision");
                    byte[] body = ("I am " + revision).getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        pod.start();
        endpoints("default", "hello-00001", "http", pod.getAddress().getPort());
        cluster.create(
                Kinds.INGRESS,
                """
                apiVersion: networking.internal.knative.dev/v1alpha1
                kind: Ingress
                metadata:
                  name: hello
                  namespace: default
                  annotations:
                    networking.knative.dev/ingress.class: perk.ingress.networking.knative.dev
                spec:
                  httpOption: Enabled
                  rules:
                  - hosts: [hello.default.example.com]
                    visibility: ExternalIP
                    http:
                      paths:
                      - splits:
                        - serviceName: hello-00001
                          serviceNamespace: default
                          servicePort: 80
                          percent: 100
                          appendHeaders:
                            Knative-Serving-Namespace: default
                            Knative-Serving-Revision: hello-00001
                """);
    }

    @AfterEach
    void stop() {
        pod.stop(0);
        cluster.close();
    }

    private void endpoints(String namespace, String name, String port, int number) {
        cluster.create(
                Kinds.ENDPOINTS,
                """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: %s, namespace: %s}
                subsets:
                - addresses: [{ip: 127.0.0.1}]
                  ports: [{name: %s, port: %d, protocol: TCP}]
                """
                        .formatted(name, namespace, port, number));
    }

    private GatewayProcess gateway() throws ProcessFailedException {
        return GatewayProcess.start(
                new GatewayProcess.Options(Optional.of(cluster.kubeconfig()), 0, 0, 0));
    }

    /** The status line and the body, as the JDK's client cannot set the Host. */
    private static String get(InetSocketAddress address, String host) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            var all = lines.lines().toList();
            return all.getFirst() + " | " + all.getLast();
        }
    }

    @Test
    void routesToTheAddressesBehindTheRevisionsService() throws Exception {
        try (GatewayProcess gateway = gateway()) {
            assertThat(get(gateway.address(), "hello.default.example.com"))
                    .isEqualTo("HTTP/1.1 200 OK | I am hello-00001");
            assertThat(get(gateway.address(), "nobody.example.com")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void anIngressIsReadyOnceTheGatewayServesIt() throws Exception {
        var options = new ControllerProcess.Options(Optional.of(cluster.kubeconfig()), "one", 0);
        try (var _ = ControllerProcess.start(options)) {
            KubeObject waiting = cluster.await(INGRESS, ingress -> !status(ingress).equals(""));
            assertThat(status(waiting)).as("there is no gateway").isEqualTo("Unknown");
            try (GatewayProcess gateway = gateway()) {
                int port = gateway.localAddress().getPort();
                endpoints("knative-serving", "perk-gateway", "http-local", port);
                cluster.await(INGRESS, ingress -> status(ingress).equals("True"));
            }
        }
    }

    private static String status(KubeObject ingress) {
        for (JsonNode condition : ingress.status().path("conditions")) {
            if (condition.path("type").asText().equals("LoadBalancerReady")) {
                return condition.path("status").asText();
            }
        }
        return "";
    }
}
