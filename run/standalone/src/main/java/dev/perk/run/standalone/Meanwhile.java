package dev.perk.run.standalone;

import dev.perk.api.config.ServingConfig;
import dev.perk.api.config.io.ShippedConfig;
import dev.perk.control.apiserver.schema.MessageTable;
import dev.perk.http.io.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.LoggerFactory;

/**
 * A part of the start that is made beside the others, because a start is mostly one thread that
 * loads classes.
 *
 * @param <T> what comes of it; it must not need to be closed, as nobody may ever ask for it
 */
final class Meanwhile<T> {
    private final CompletableFuture<T> part;

    private Meanwhile(CompletableFuture<T> part) {
        this.part = part;
    }

    interface Making<T> {
        T make() throws IOException;
    }

    static <T> Meanwhile<T> make(Making<T> making, Executor executor) {
        return new Meanwhile<>(
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return making.make();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        executor));
    }

    /** Waits for it. */
    T await() throws IOException {
        try {
            return part.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Loads what every start needs at some time, and takes long the first time. Holds nothing. */
    static void prepare() {
        Thread.ofPlatform()
                .daemon()
                .name("prepare")
                .start(() -> {
                    // In the order in which a start comes to them.
                    LoggerFactory.getLogger(Standalone.class);
                    MessageTable.knative();
                    ServingConfig.inCluster(ServingConfig.CLUSTER_DOMAIN);
                    ShippedConfig.standalone();
                    Transport.best();
                });
    }
}
