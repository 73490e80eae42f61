package dev.perk.control.apiserver.registry;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the objects of a list, page by page, all of them as of one revision. */
final class Lister {
    private static final String TOO_OLD = "The resourceVersion for the provided list is too old.";

    /** Source: {@code k8s.io/apiserver pkg/storage/cacher/watch_cache.go blockTimeout}. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Storage storage;

    Lister(Storage storage) {
        this.storage = storage;
    }

    Page list(ResourceType type, String namespace, ListQuery query) {
        checkNotAhead(query.seen());
        if (!query.continueToken().isEmpty()) {
            ContinueToken token = ContinueToken.decode(query.continueToken());
            Listing listing = at(type, namespace, token);
            List<KubeObject> rest =
                    listing.items().stream()
                            .filter(object -> object.namespacedName().compareTo(token.after()) > 0)
                            .toList();
            return page(rest, listing.revision(), query, query.limit());
        }
        return switch (query.at()) {
            case ListQuery.At.Any _ -> page(now(type, namespace, query), query, 0);
            case ListQuery.At.Newest _, ListQuery.At.NotOlderThan _ ->
                    page(now(type, namespace, query), query, query.limit());
            case ListQuery.At.Exactly(long revision) -> {
                Listing then =
                        storage.listAt(type, namespace, revision)
                                .orElseThrow(() -> ApiException.expired(TOO_OLD, ""));
                yield page(then, query, query.limit());
            }
        };
    }

    /**
     * Waits a little for a revision that cannot be seen yet: somebody may have heard of it a moment
     * earlier.
     *
     * @throws ApiException 504 Timeout, if it does not come
     */
    void checkNotAhead(OptionalLong seen) {
        if (seen.isPresent() && !storage.awaitRevision(seen.getAsLong(), PATIENCE)) {
            throw ApiException.revisionTooLarge(seen.getAsLong(), storage.revision());
        }
    }

    private Listing at(ResourceType type, String namespace, ContinueToken token) {
        return token.revision() == ContinueToken.NEWEST
                ? storage.list(type, namespace)
                : storage.listAt(type, namespace, token.revision()).orElseThrow(token::expired);
    }

    /** One object by name needs no search: this is how clients wait for one. */
    private Listing now(ResourceType type, String namespace, ListQuery query) {
        Optional<String> name = query.fields().name();
        if (name.isEmpty() || type.namespaced() == namespace.isEmpty()) {
            return storage.list(type, namespace);
        }
        return storage.listOne(ResourceKey.of(type, namespace, name.get()));
    }

    private static Page page(Listing listing, ListQuery query, long limit) {
        return page(listing.items(), listing.revision(), query, limit);
    }

    private static Page page(
            List<KubeObject> candidates, long revision, ListQuery query, long limit) {
        List<KubeObject> items = new ArrayList<>();
        for (int at = 0; at < candidates.size(); at++) {
            KubeObject candidate = candidates.get(at);
            if (!query.labels().matches(candidate.labels()) || !query.fields().matches(candidate)) {
                continue;
            }
            if (limit > 0 && items.size() == limit) {
                String token =
                        new ContinueToken(revision, items.getLast().namespacedName()).encode();
                OptionalLong remaining =
                        query.selectsEverything()
                                ? OptionalLong.of(candidates.size() - at)
                                : OptionalLong.empty();
                return new Page(items, revision, token, remaining);
            }
            items.add(candidate);
        }
        return new Page(items, revision, "", OptionalLong.empty());
    }
}
