package dev.perk.run.cli;

import dev.perk.run.cli.demo.TrainingRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * What the launcher lets a JVM do once while it records, so that later ones start with these
 * classes loaded and linked.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Start, serve and stop once, for the AOT cache.")
final class Train implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        new TrainingRun().run();
        return 0;
    }
}
