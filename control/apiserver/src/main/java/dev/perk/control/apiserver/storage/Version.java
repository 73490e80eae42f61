package dev.perk.control.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.io.UncheckedIOException;

/** One version of an object, as history keeps it: text takes an eighth of what a tree does. */
sealed interface Version {

    long revision();

    KubeObject read(ResourceType type);

    /** An object that has not changed for so long that its text is in the log only. */
    record Tree(KubeObject object) implements Version {
        @Override
        public long revision() {
            return object.revision();
        }

        @Override
        public KubeObject read(ResourceType type) {
            return object;
        }
    }

    /** The same bytes that went into the log. */
    record Text(LogRecord.Put record) implements Version {
        @Override
        public long revision() {
            return record.revision();
        }

        /**
         * @throws LogFailure if the record is not what was once written
         */
        @Override
        public KubeObject read(ResourceType type) {
            try {
                ObjectNode tree = (ObjectNode) Json.read(record.json());
                tree.withObject("/metadata")
                        .put("resourceVersion", Long.toString(record.revision()));
                return KubeObject.of(type, tree);
            } catch (UncheckedIOException | ClassCastException e) {
                throw new LogFailure(
                        "record %d, %s %s, is not a JSON object: %s"
                                .formatted(
                                        record.revision(),
                                        record.kind(),
                                        record.name(),
                                        e.getMessage()),
                        e);
            }
        }

        int bytes() {
            return record.json().length;
        }
    }
}
