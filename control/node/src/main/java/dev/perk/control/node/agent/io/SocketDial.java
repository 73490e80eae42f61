package dev.perk.control.node.agent.io;

import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.agent.ProbeDial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Health checks over the machine's network. A refused connection costs some microseconds. */
public record SocketDial() implements ProbeDial {

    @Override
    public String connect(InetSocketAddress address, Duration timeout) {
        try (var socket = new Socket()) {
            socket.connect(address, (int) timeout.toMillis());
            return "";
        } catch (IOException e) {
            return "dial tcp " + HttpProbe.text(address) + ": " + e.getMessage();
        }
    }

    @Override
    public String get(InetSocketAddress address, Probe.Check.Http check, Duration timeout) {
        return new HttpProbe(address, check, timeout).problem();
    }
}
