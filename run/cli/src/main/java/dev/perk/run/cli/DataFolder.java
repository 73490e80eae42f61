package dev.perk.run.cli;

import java.nio.file.Path;

/** Where Perk keeps everything unless it is told otherwise. */
final class DataFolder {
    static final Path DEFAULT = Path.of(System.getProperty("user.home"), ".perk");

    private DataFolder() {}
}
