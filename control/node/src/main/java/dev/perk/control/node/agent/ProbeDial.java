package dev.perk.control.node.agent;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How health checks reach a pod. Both methods block for up to {@code timeout}, and answer what is
 * wrong; nothing, as an empty text, if all is well.
 */
public interface ProbeDial {

    /** Whether something accepts connections there. */
    String connect(InetSocketAddress address, Duration timeout);

    /** Whether something answers with a status from 200 to 399. */
    String get(InetSocketAddress address, Probe.Check.Http check, Duration timeout);
}
