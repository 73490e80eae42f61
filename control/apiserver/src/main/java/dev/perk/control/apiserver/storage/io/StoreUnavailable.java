package dev.perk.control.apiserver.storage.io;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A data folder cannot be opened. The message names it and says what to do, as people read it. */
public abstract sealed class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Its files cannot be written. */
    public static final class NotWritable extends StoreUnavailable {
        private static final long serialVersionUID = 1;

        private final transient Path folder;
        private final String why;

        /**
         * @param why in the system's words
         */
        NotWritable(Path folder, String why, Throwable cause) {
            this(folder, why, "make it writable", cause);
        }

        private NotWritable(Path folder, String why, String remedy, Throwable cause) {
            super(
                    "the data folder "
                            + folder
                            + " cannot be written ("
                            + why
                            + "): "
                            + remedy
                            + ", or choose another one",
                    cause);
            this.folder = folder;
            this.why = why;
        }

        public Path folder() {
            return folder;
        }

        /** In the system's words. */
        public String why() {
            return why;
        }

        static NotWritable full(Path folder, Throwable cause) {
            return new NotWritable(folder, "the disk is full", "free some space", cause);
        }
    }

    /** Another process has it open. */
    public static final class InUse extends StoreUnavailable {
        private static final long serialVersionUID = 1;

        /**
         * @param owner who has it, as far as that is known
         */
        InUse(Path folder, String owner) {
            super(
                    "the data folder "
                            + folder
                            + " is in use by "
                            + owner
                            + ": stop that one, or choose another folder",
                    null);
        }
    }

    /** What is in it cannot be trusted. */
    public static final class Corrupt extends StoreUnavailable {
        private static final long serialVersionUID = 1;

        Corrupt(Path file, String what, @Nullable Throwable cause) {
            super(
                    "the store "
                            + file
                            + " is damaged ("
                            + what
                            + "): restore it from a backup, or move it away to start empty",
                    cause);
        }
    }

    /** An earlier version of Perk has written it, and it cannot be brought up to date. */
    public static final class TooOld extends StoreUnavailable {
        private static final long serialVersionUID = 1;

        TooOld(Path file, int format, int known) {
            super(
                    "the store "
                            + file
                            + " has format "
                            + format
                            + " and cannot be written (expected: format "
                            + known
                            + "): make it writable, so that it can be brought up to date",
                    null);
        }
    }

    /** A later version of Perk has written it. */
    public static final class TooNew extends StoreUnavailable {
        private static final long serialVersionUID = 1;

        TooNew(Path file, int format, int known) {
            super(message(file, format, known), null);
        }

        static String message(Path file, int format, int known) {
            return "the store "
                    + file
                    + " has format "
                    + format
                    + " (expected: at most "
                    + known
                    + "): start it with the version of Perk that wrote it, or a later one";
        }
    }
}
