package dev.perk.control.node.agent.io;

import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who has joined one run of a container. All access holds the monitor.
 *
 * <p>A container that {@code kubectl run -i} or {@code kubectl debug -i} has made runs for the
 * person who did that: they also hear what it has written before they came, even if it has ended
 * meanwhile. On a cluster that is a race.
 */
final class Attachments {
    private static final int MOST_UNHEARD = 64 * 1024;

    private final boolean ownsInput;
    private final List<Attachment> all = new ArrayList<>();

    /** What was written while nobody listened; null when somebody has come, or nobody shall. */
    private @Nullable List<Consumer<Attachment>> unheard;

    private int unheardBytes;
    private @Nullable Integer exitCode;

    /**
     * @param forOne whether it runs for the first who comes
     * @param ownsInput whether its input ends with what they say
     */
    Attachments(boolean forOne, boolean ownsInput) {
        this.ownsInput = ownsInput;
        this.unheard = forOne ? new ArrayList<>() : null;
    }

    /**
     * @param container null if it has ended
     * @return null if there is nothing to hear any more
     */
    synchronized @Nullable ContainerCommand join(@Nullable Container container) {
        List<Consumer<Attachment>> before = unheard;
        if (container == null && before == null) {
            return null;
        }
        var attachment = new Attachment(container, ownsInput, this::remove);
        if (before != null) {
            before.forEach(piece -> piece.accept(attachment));
            unheard = null;
        }
        if (exitCode != null) {
            attachment.ended(exitCode);
        } else {
            all.add(attachment);
        }
        return attachment;
    }

    private synchronized void remove(Attachment attachment) {
        all.remove(attachment);
    }

    synchronized void heard(Stream stream, byte[] bytes) {
        List<Consumer<Attachment>> waiting = unheard;
        if (waiting != null && unheardBytes + bytes.length <= MOST_UNHEARD) {
            unheardBytes += bytes.length;
            waiting.add(attachment -> attachment.heard(stream, bytes));
        }
        all.forEach(attachment -> attachment.heard(stream, bytes));
    }

    synchronized void ended(int code) {
        exitCode = code;
        all.forEach(attachment -> attachment.ended(code));
        all.clear();
    }
}
