package dev.perk.run.cli;

import dev.perk.run.cli.demo.DemoRun;
import dev.perk.run.standalone.Options.RuntimeChoice;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows everything once, by itself. */
@Command(
        name = "demo",
        description =
                "Deploy, call, load, split, and back to zero: all by itself, and nothing is left.")
final class Demo implements Callable<Integer> {

    @Option(
            names = "--runtime",
            description = "What runs containers: auto, runc, process (default: auto).")
    RuntimeChoice runtime = RuntimeChoice.AUTO;

    @Override
    public Integer call() throws Exception {
        return new DemoRun(System.out, runtime).run() ? 0 : 1;
    }
}
