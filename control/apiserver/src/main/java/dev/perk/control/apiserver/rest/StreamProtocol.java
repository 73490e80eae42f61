package dev.perk.control.apiserver.rest;

import dev.perk.kube.store.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The way in which a client and a pod talk over one connection.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/httpstream}, {@code pkg/util/remotecommand}.
 *
 * @param carrier what the connection becomes
 * @param name what is spoken over it, as the answer to the upgrade says
 */
public record StreamProtocol(Carrier carrier, String name) {
    /** What a connection can become. */
    public enum Carrier {
        WEB_SOCKET,
        SPDY
    }

    /** Channel 255 says that a channel is closed; older ones cannot end the input. */
    public static final String CHANNELS_V5 = "v5.channel.k8s.io";

    public static final String CHANNELS_V4 = "v4.channel.k8s.io";
    public static final String PORT_FORWARD = "portforward.k8s.io";

    /** All of SPDY, in the messages of a WebSocket. */
    public static final String TUNNELLED_PORT_FORWARD = "SPDY/3.1+portforward.k8s.io";

    /** What the connection is asked to become for SPDY. */
    public static final String SPDY = "SPDY/3.1";

    /** Where a client says what it speaks over SPDY. */
    public static final String VERSIONS = "X-Stream-Protocol-Version";

    /**
     * For a conversation with a program.
     *
     * @throws ApiException 400 BadRequest, if the client does not want another protocol; 403
     *     Forbidden, if it wants none of ours
     */
    static StreamProtocol forChannels(ApiRequest request) {
        return choose(request, List.of(CHANNELS_V5, CHANNELS_V4), List.of(CHANNELS_V4));
    }

    /** For connections to ports; otherwise like {@link #forChannels}. */
    static StreamProtocol forPorts(ApiRequest request) {
        return choose(request, List.of(TUNNELLED_PORT_FORWARD), List.of(PORT_FORWARD));
    }

    private static StreamProtocol choose(
            ApiRequest request, List<String> overWebSocket, List<String> overSpdy) {
        boolean spdy = request.header("Upgrade").filter(SPDY::equalsIgnoreCase).isPresent();
        if (!request.isWebSocket() && !spdy) {
            throw ApiException.badRequest("Upgrade request required");
        }
        List<String> ours = spdy ? overSpdy : overWebSocket;
        List<String> theirs = words(request.header(spdy ? VERSIONS : "Sec-WebSocket-Protocol"));
        return theirs.stream()
                .filter(ours::contains)
                .findFirst()
                .map(name -> new StreamProtocol(spdy ? Carrier.SPDY : Carrier.WEB_SOCKET, name))
                .orElseThrow(() -> unknown(theirs, ours));
    }

    private static ApiException unknown(List<String> theirs, List<String> ours) {
        return new ApiException(
                403,
                "Forbidden",
                "unable to upgrade: unable to negotiate protocol: client supports ["
                        + String.join(" ", theirs)
                        + "], server accepts ["
                        + String.join(" ", ours)
                        + "]",
                ApiException.Details.NONE);
    }

    private static List<String> words(Optional<String> header) {
        return Arrays.stream(header.orElse("").split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
