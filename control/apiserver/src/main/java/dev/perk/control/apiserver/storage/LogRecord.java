package dev.perk.control.apiserver.storage;

import dev.perk.api.NamespacedName;
import java.time.Instant;

/** One change, as a log keeps it. */
public sealed interface LogRecord {

    long revision();

    /** When it was made, to the millisecond. */
    Instant at();

    /** The kind's qualified plural, such as {@code services.serving.knative.dev}. */
    String kind();

    NamespacedName name();

    /**
     * The object became this.
     *
     * @param json the object; its {@code resourceVersion} is empty, as {@code revision} says it
     */
    // A batch is written once and read by nobody else: a copy of every document would buy nothing.
    @SuppressWarnings("ArrayRecordComponent")
    record Put(long revision, Instant at, String kind, NamespacedName name, byte[] json)
            implements LogRecord {}

    /** The object is gone. */
    record Removal(long revision, Instant at, String kind, NamespacedName name)
            implements LogRecord {}
}
