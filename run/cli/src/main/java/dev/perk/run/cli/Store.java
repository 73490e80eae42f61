package dev.perk.run.cli;

import dev.perk.api.Kinds;
import dev.perk.control.apiserver.storage.LogCheck.Problem;
import dev.perk.control.apiserver.storage.io.StoreCheck;
import dev.perk.control.apiserver.storage.io.StoreCheck.Verdict;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The objects' file. */
@Command(
        name = "store",
        description = "Work with the file that holds all objects.",
        synopsisSubcommandLabel = "COMMAND")
final class Store {
    private static final int DAMAGED = 1;
    private static final int UNCHECKED = 2;
    private static final int MOST_PROBLEMS = 50;

    @Spec CommandSpec command;

    @Command(
            name = "check",
            description =
                    "Say whether the store is sound, or what is wrong with it and where. Changes"
                            + " nothing; Perk may be running.",
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:sound", "1:damaged", "2:could not be checked"})
    int check(
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            description = "Where Perk keeps everything (default: ~/.perk).")
                    @Nullable Path dataDir) {
        Path folder = dataDir == null ? DataFolder.DEFAULT : dataDir;
        return switch (StoreCheck.of(folder, Kinds.SERVED)) {
            case Verdict.Sound(Path file, String summary) -> {
                command.commandLine().getOut().println(file + " is sound: " + summary);
                yield 0;
            }
            case Verdict.Damaged damaged -> {
                report(damaged);
                yield DAMAGED;
            }
            case Verdict.Unchecked(String why) -> {
                command.commandLine().getErr().println("perk: " + why);
                yield UNCHECKED;
            }
        };
    }

    private void report(Verdict.Damaged damaged) {
        var out = command.commandLine().getOut();
        out.println(damaged.file() + " is damaged:");
        for (Problem problem : damaged.problems().stream().limit(MOST_PROBLEMS).toList()) {
            out.println("  " + problem.place() + ": " + problem.what());
        }
        int more = damaged.problems().size() - MOST_PROBLEMS;
        if (more > 0) {
            out.println("  and " + more + " more");
        }
    }
}
