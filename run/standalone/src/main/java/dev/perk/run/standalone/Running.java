package dev.perk.run.standalone;

import dev.perk.control.apiserver.storage.io.StoreUnavailable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What {@code perk up} has started, until it is closed. */
public sealed interface Running extends AutoCloseable permits Standalone, ReadOnlyApi {

    /**
     * Starts all that the data folder permits: the whole system, or only what reads.
     *
     * @param progress is told in a line what has been started
     * @throws StartFailedException saying what is in the way; whatever had been started is stopped
     *     again
     */
    static Running start(Options options, Consumer<String> progress) throws StartFailedException {
        try {
            return Standalone.start(options, progress);
        } catch (StartFailedException e) {
            if (e.getCause() instanceof StoreUnavailable.NotWritable why) {
                return ReadOnlyApi.start(options, why, progress);
            }
            throw e;
        }
    }

    /** Where the API is, such as {@code https://127.0.0.1:6443}. */
    String apiUrl();

    /** The file that lets {@code kubectl} in. */
    Path kubeconfig();

    /** What else there is, a line each, for people: what it is and where. */
    List<String> places();

    /** Stops everything, in the opposite order; what could not be stopped is told together. */
    @Override
    void close();
}
