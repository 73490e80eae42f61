package dev.perk.control.node.agent.io;

import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everybody who has joined one run of a container. All access holds the monitor. */
final class Attachments {
    private final List<Attachment> all = new ArrayList<>();
    private @Nullable Integer exitCode;

    synchronized ContainerCommand add(Container container, boolean ownsInput) {
        var attachment = new Attachment(container, ownsInput, this::remove);
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
        all.forEach(attachment -> attachment.heard(stream, bytes));
    }

    synchronized void ended(int code) {
        exitCode = code;
        all.forEach(attachment -> attachment.ended(code));
        all.clear();
    }
}
