package dev.perk.http;

/**
 * Does one thing to exchanges on their way to the next stage: answers some, changes some, counts or
 * holds some.
 */
@FunctionalInterface
public interface Filter {

    /**
     * Called on the exchange's event loop; must not block. Calls {@code next} at most once, now or
     * later on the same loop.
     */
    void handle(Exchange exchange, Stage next);
}
