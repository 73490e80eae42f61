package dev.perk.control.apiserver.registry;

import dev.perk.control.apiserver.auth.User;
import java.util.function.Consumer;

/**
 * How a write is meant.
 *
 * @param dryRun do everything but store it
 * @param fieldManager who the fields belong to; empty for Perk's own parts, which leave no entries
 *     in {@code managedFields}
 * @param warnings is told what the client should hear besides the answer
 */
public record WriteOptions(
        User user, boolean dryRun, String fieldManager, Consumer<String> warnings) {

    /** A plain write; its warnings are nobody's concern. */
    public static WriteOptions by(User user) {
        return new WriteOptions(user, false, "", warning -> {});
    }
}
