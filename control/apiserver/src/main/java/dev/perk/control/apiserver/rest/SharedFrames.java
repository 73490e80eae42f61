package dev.perk.control.apiserver.rest;

import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The frames of watch events. Watchers of a kind are told one after the other, so that keeping the
 * last frame of each kind is enough to write it once for all of them.
 */
final class SharedFrames {

    private static final class Frame {
        final String eventType;
        final String version;
        final long revision;
        final byte[] bytes;

        Frame(String eventType, String version, long revision, byte[] bytes) {
            this.eventType = eventType;
            this.version = version;
            this.revision = revision;
            this.bytes = bytes;
        }
    }

    private final Map<ResourceType, Frame> last = new ConcurrentHashMap<>();

    /** The frame of an event with the whole object; must not be changed. */
    byte[] whole(String eventType, KubeObject object) {
        Frame known = last.get(object.type());
        String version = object.type().version();
        // A revision is one change of one object, so that nothing else need be compared.
        if (known != null
                && known.revision == object.revision()
                && known.version.equals(version)
                && known.eventType.equals(eventType)) {
            return known.bytes;
        }
        byte[] bytes = frame(eventType, Json.write(object.tree()));
        last.put(object.type(), new Frame(eventType, version, object.revision(), bytes));
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
