package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The frames of watch events. Watchers of a kind are told one after the other, so that keeping the
 * last frame of each kind and shape is enough to write it once for all of them.
 */
final class SharedFrames {

    private record Key(ResourceType type, OutputForm.Shape shape) {}

    private static final class Frame {
        final String eventType;
        final String version;
        final Object look;
        final long revision;
        final byte[] bytes;

        Frame(String eventType, String version, Object look, long revision, byte[] bytes) {
            this.eventType = eventType;
            this.version = version;
            this.look = look;
            this.revision = revision;
            this.bytes = bytes;
        }

        /** A revision is one change of one object, so that its content need not be compared. */
        boolean shows(String eventType, KubeObject object, Object look) {
            return revision == object.revision()
                    && version.equals(object.type().version())
                    && this.eventType.equals(eventType)
                    && this.look.equals(look);
        }
    }

    private final Map<Key, Frame> last = new ConcurrentHashMap<>();

    /**
     * The frame of an event; must not be changed.
     *
     * @param look what the content depends on besides the shape: the columns of a table
     * @param content what {@code shape} shows of {@code object}, asked for by the first watcher
     *     only
     */
    byte[] frame(
            OutputForm.Shape shape,
            Object look,
            String eventType,
            KubeObject object,
            Supplier<ObjectNode> content) {
        Key key = new Key(object.type(), shape);
        Frame known = last.get(key);
        if (known != null && known.shows(eventType, object, look)) {
            return known.bytes;
        }
        byte[] bytes = frame(eventType, Json.write(content.get()));
        last.put(
                key, new Frame(eventType, object.type().version(), look, object.revision(), bytes));
        return bytes;
    }

    /** One line: the type of the event, and {@code json}, which is already written. */
    static byte[] frame(String eventType, byte[] json) {
        byte[] head =
                ("{\"type\":\"" + eventType + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(json, 0, frame, head.length, json.length);
        frame[frame.length - 2] = '}';
        frame[frame.length - 1] = '\n';
        return frame;
    }
}
