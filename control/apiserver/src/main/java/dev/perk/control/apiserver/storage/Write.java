package dev.perk.control.apiserver.storage;

import dev.perk.kube.store.ApiException;

/**
 * A write that decides what it does when its turn has come.
 *
 * <p>Runs on the store's one writing thread, so it only compares and looks up; what takes time was
 * prepared before.
 */
@FunctionalInterface
public interface Write {

    /**
     * @param view everything that was decided before this write, committed or not
     * @throws ApiException to refuse; nothing is changed
     */
    Outcome decide(View view);
}
