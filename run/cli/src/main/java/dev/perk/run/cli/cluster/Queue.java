package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.QueueProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the queue-proxy of a pod, as the variables of its container say. */
@Command(name = "queue", description = "On Kubernetes: stand in front of a container, in its pod.")
public final class Queue implements Callable<Integer> {
    @Spec CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        return Foreground.run(
                command, () -> QueueProcess.start(QueueProcess.Options.inPod(System.getenv())));
    }
}
