package dev.perk.control.controllers.watch;

import dev.perk.api.NamespacedName;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which keys this process acts for. The only process acts for all of them; where there are several,
 * one leads each key at a time, and it may be another one soon.
 */
@FunctionalInterface
public interface Leadership {

    /** Answers at once, from memory. */
    boolean leads(NamespacedName key);

    /**
     * The leadership of one controller, as each may have another leader.
     *
     * @param controller its name, such as {@code route-controller}
     */
    default Leadership of(String controller) {
        return this;
    }

    /**
     * Calls {@code listener} whenever this process becomes the leader of some keys, with which ones
     * they are: whatever happened to them before was somebody else's.
     */
    default void onPromotion(Consumer<Predicate<NamespacedName>> listener) {}
}
