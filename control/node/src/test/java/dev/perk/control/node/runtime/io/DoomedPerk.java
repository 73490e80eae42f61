package dev.perk.control.node.runtime.io;

import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.runtime.ContainerRuntime.SandboxResult;
import dev.perk.kube.io.SystemScheduler;
import java.nio.file.Path;

/** A process that runs a container until it is killed. Arguments: data folder, image store. */
final class DoomedPerk {
    static final String RUNNING = "running";

    private DoomedPerk() {}

    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        ImageStore images = ImageStore.open(Path.of(args[1]));
        var runtime =
                Runtimes.detect(
                                Runtimes.Wish.RUNC,
                                data,
                                images,
                                Runtimes.DEFAULT_SUBNET,
                                new SystemScheduler())
                        .runtime();
        LocalImage image = images.find(ImageReference.parse("dev.local/host")).orElseThrow();
        var opened =
                (SandboxResult.Opened)
                        runtime.openSandbox(Specs.sandbox(data.resolve("pods"), "doomed"));
        var recorder = new Recorder();
        opened.sandbox()
                .start(Specs.run(image, "/bin/sh", "-c", "echo up; sleep 1000").spec(), recorder);
        recorder.awaitOutput("up");
        System.out.println(RUNNING);
        Thread.currentThread().join();
    }
}
