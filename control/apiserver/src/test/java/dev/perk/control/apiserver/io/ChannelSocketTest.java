package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ExitStatus;
import dev.perk.control.apiserver.rest.PodAccess;
import dev.perk.control.apiserver.rest.StreamProtocol;
import dev.perk.control.apiserver.rest.StreamProtocol.Carrier;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a WebSocket, byte for byte. KEP-4006. */
class ChannelSocketTest {
    private static final PodAccess.Streams ALL = new PodAccess.Streams(true, true, true, false);

    @TempDir private Path folder;
    private final EchoPods pods = new EchoPods();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private ListenerFixture server;
    private List<String> command = List.of("cat");
    private String protocol = StreamProtocol.CHANNELS_V5;

    @BeforeEach
    void start() throws Exception {
        server = new ListenerFixture(folder);
        server.handler = _ -> conversation();
    }

    private ApiAnswer conversation() {
        ObjectNode tree = Json.object();
        tree.putObject("metadata").put("name", "p").put("namespace", "default");
        KubeObject pod = KubeObject.of(Kinds.POD, tree);
        return new ApiAnswer.Conversation(
                new StreamProtocol(Carrier.WEB_SOCKET, protocol),
                ALL,
                output -> pods.exec(pod, "a", command, ALL, output));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WebSocket open() throws Exception {
        return server.anonymous()
                .newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(URI.create("wss://" + server.authority() + "/exec"), new Heard())
                .get(10, TimeUnit.SECONDS);
    }

    /** Writes down each message as its channel and its text. */
    private final class Heard implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer data, boolean last) {
            int channel = data.get();
            messages.add(channel + " " + StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
            messages.add("pong " + StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("close " + code);
            return null;
        }
    }

    private static void send(WebSocket socket, int channel, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(bytes.length + 1);
        message.put((byte) channel).put(bytes).flip();
        socket.sendBinary(message, true).get(10, TimeUnit.SECONDS);
    }

    private @Nullable String next() throws InterruptedException {
        return messages.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void theFirstByteIsTheChannelAndTheLastWordAStatus() throws Exception {
        WebSocket socket = open();
        assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
        send(socket, 0, "hi");
        assertThat(next()).isEqualTo("1 hi");
        socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 0xFF, 0}), true);

        assertThat(List.of(next(), next())).containsExactly("1 out\n", "2 err\n");
        assertThat(next())
                .isEqualTo(
                        "3 {\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated"
                            + " with non-zero exit code: exit status"
                            + " 1\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"1\"}]}}");
        assertThat(next()).isEqualTo("close 1000");
    }

    @Test
    void successIsAStatusToo() {
        assertThat(new String(ExitStatus.of(0), StandardCharsets.UTF_8))
                .isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
    }

    @Test
    void aMessageInPiecesIsOneMessage() throws Exception {
        WebSocket socket = open();
        socket.sendBinary(ByteBuffer.wrap(new byte[] {0, 'a'}), false).get(10, TimeUnit.SECONDS);
        socket.sendBinary(ByteBuffer.wrap(new byte[] {'b'}), true).get(10, TimeUnit.SECONDS);
        assertThat(next()).isEqualTo("1 ab");
        socket.abort();
    }

    @Test
    void answersPingsAndHearsOfTheTerminalsSize() throws Exception {
        WebSocket socket = open();
        socket.sendPing(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
        assertThat(next()).isEqualTo("pong x");
        send(socket, 4, "{\"Width\":80,\"Height\":24}");
        pods.await("size 80x24");
        send(socket, 4, "no json");
        send(socket, 9, "no such channel");
        send(socket, 0, "goes on");
        assertThat(next()).isEqualTo("1 goes on");
        socket.abort();
    }

    /** In the older protocol 255 is no channel. */
    @Test
    void onlyVersionFiveCanEndTheInput() throws Exception {
        protocol = StreamProtocol.CHANNELS_V4;
        WebSocket socket = open();
        socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 0xFF, 0}), true);
        send(socket, 0, "still");
        assertThat(next()).isEqualTo("1 still");
        socket.abort();
    }

    @Test
    void aProgramEndsWithItsClient() throws Exception {
        WebSocket socket = open();
        send(socket, 0, "hi");
        assertThat(next()).isEqualTo("1 hi");
        socket.abort();
        assertThat(pods.left.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatCannotBeRunIsAStatusOfItsOwn() throws Exception {
        command = List.of("nope");
        open();
        assertThat(next())
                .startsWith("3 {")
                .contains("\"reason\":\"InternalError\"", "executable file not found", "500");
        assertThat(next()).isEqualTo("close 1000");
    }
}
