package dev.perk.run.standalone;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.io.Access;
import dev.perk.control.apiserver.io.ApiServer;
import dev.perk.control.apiserver.io.Kubeconfig;
import dev.perk.control.apiserver.rest.Ports;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.io.StorageFolder;
import dev.perk.control.apiserver.storage.io.StoreUnavailable;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.run.ports.Started;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/**
 * The API over a data folder that cannot be written: it answers all that reads, and refuses what
 * writes. Controllers and the node would only fail at everything, so they do not run, and without
 * them there are no pods that a gateway could send requests to.
 */
public final class ReadOnlyApi implements Running {
    private final Started started = new Started();
    private final ApiServer api;

    private ReadOnlyApi(
            Options options, StoreUnavailable.NotWritable why, Consumer<String> progress)
            throws StartFailedException {
        try {
            SystemScheduler scheduler = started.keep(new SystemScheduler());
            StorageFolder storage =
                    started.keep(
                            StorageFolder.openReadOnly(
                                    why, Kinds.SERVED, Limits.DEFAULT, scheduler));
            Objects objects =
                    started.keep(Objects.over(storage.storage(), scheduler, new SecureRandom()));
            objects.caches().start();
            progress.accept(
                    ("store      %s, read only (%s): objects are served, writes are refused, and"
                                    + " no controller, node or gateway runs")
                            .formatted(why.folder(), why.why()));
            InetAddress loopback = InetAddress.getLoopbackAddress();
            api =
                    started.keep(
                            ApiServer.start(
                                    objects.registry(),
                                    Access.open(
                                            why.folder(),
                                            objects.authorizer(),
                                            objects.registry()::get,
                                            scheduler),
                                    Ports.none(),
                                    new InetSocketAddress(loopback, options.apiPort()),
                                    loopback.getHostAddress(),
                                    kubeconfigFolder(why.folder(), options.apiPort()),
                                    scheduler));
            progress.accept("api        " + api.url());
        } catch (StoreUnavailable.NotWritable e) {
            // Nor can it be read; what is to be done is the same.
            throw started.abandoned(Standalone.failed(why));
        } catch (StoreUnavailable | IOException e) {
            throw started.abandoned(Standalone.failed(e));
        } catch (RuntimeException e) {
            throw started.abandoned(new StartFailedException("cannot start: " + e, e));
        }
    }

    /**
     * @param why the folder cannot be written
     * @throws StartFailedException if it cannot be read either
     */
    static ReadOnlyApi start(
            Options options, StoreUnavailable.NotWritable why, Consumer<String> progress)
            throws StartFailedException {
        return new ReadOnlyApi(options, why, progress);
    }

    /**
     * The data folder, if what is in its kubeconfig is still so; else one that goes with this
     * process.
     */
    private Path kubeconfigFolder(Path data, int port) throws IOException {
        Path kept = data.resolve("kubeconfig");
        if (Files.isReadable(kept) && Kubeconfig.read(kept).server().endsWith(":" + port)) {
            return data;
        }
        Path made = Files.createTempDirectory("perk-kubeconfig-");
        started.keep(() -> {
            Files.deleteIfExists(made.resolve("kubeconfig"));
            Files.delete(made);
        });
        return made;
    }

    @Override
    public String apiUrl() {
        return api.url();
    }

    @Override
    public Path kubeconfig() {
        return api.kubeconfig();
    }

    @Override
    public List<String> places() {
        return List.of("gateway     none, as no pods run");
    }

    @Override
    public void close() {
        started.close();
    }
}
