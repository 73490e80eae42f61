package dev.perk.testing.architecture.offences;

import dev.perk.run.cli.Main;

/** Knows a part that nothing may know. */
public final class OneThatKnowsRun {

    public Class<?> runs() {
        return Main.class;
    }
}
