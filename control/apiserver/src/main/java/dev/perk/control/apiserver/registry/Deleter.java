package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.storage.Outcome;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Deletes objects.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/registry/generic/registry/store.go}.
 */
final class Deleter {
    private final WritePath path;
    private final InstantSource clock;

    Deleter(WritePath path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    Deleted delete(ResourceKey key, Deletion deletion, WriteOptions options) {
        for (int attempt = 0; attempt < WritePath.ATTEMPTS; attempt++) {
            Optional<Deleted> done = result(begin(key, deletion, options));
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw ApiException.conflict(key);
    }

    /** Deletes all of them with as few commits as possible. */
    List<KubeObject> deleteAll(List<KubeObject> objects, Deletion deletion, WriteOptions options) {
        Map<ResourceKey, CompletableFuture<Optional<Deleted>>> begun = new LinkedHashMap<>();
        for (KubeObject object : objects) {
            try {
                begun.put(object.key(), begin(object.key(), deletion, options));
            } catch (ApiException e) {
                ignoreIfGone(e);
            }
        }
        List<KubeObject> deleted = new ArrayList<>();
        begun.forEach((key, answer) -> {
            try {
                Deleted done = result(answer).orElseGet(() -> delete(key, deletion, options));
                deleted.add(done.object());
            } catch (ApiException e) {
                ignoreIfGone(e);
            }
        });
        return deleted;
    }

    private static void ignoreIfGone(ApiException e) {
        if (!e.isNotFound()) {
            throw e;
        }
    }

    private static Optional<Deleted> result(CompletableFuture<Optional<Deleted>> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Empty, later, if the object is not what it was any more. */
    private CompletableFuture<Optional<Deleted>> begin(
            ResourceKey key, Deletion deletion, WriteOptions options) {
        KubeObject old = path.find(key);
        Preconditions.check(old, deletion);
        if (!KindRules.isDeletable(key.type(), old.name())) {
            throw ApiException.forbidden(key, "this namespace may not be deleted");
        }
        path.admission()
                .validate(
                        WritePath.attempt(
                                Admission.Operation.DELETE, key, "", Optional.of(old), options),
                        old);
        return switch (Removal.decide(old, deletion, clock.instant())) {
            case Removal.Remove _ when options.dryRun() -> done(new Deleted.Gone(old));
            case Removal.Remove _ ->
                    submit(old, new Outcome.Remove(key))
                            .thenApply(gone -> gone.map(Deleted.Gone::new));
            case Removal.Mark(ObjectNode tree) when options.dryRun() || tree.equals(old.tree()) ->
                    done(new Deleted.Going(KubeObject.of(key.type(), tree)));
            case Removal.Mark(ObjectNode tree) ->
                    submit(old, path.put(key.type(), tree))
                            .thenApply(going ->
                                    going.map(now -> new Deleted.Going(path.shown(now, key))));
        };
    }

    private CompletableFuture<Optional<KubeObject>> submit(KubeObject old, Outcome outcome) {
        return path.storage().submit(WritePath.ifStill(old, outcome));
    }

    private static CompletableFuture<Optional<Deleted>> done(Deleted deleted) {
        return CompletableFuture.completedFuture(Optional.of(deleted));
    }
}
