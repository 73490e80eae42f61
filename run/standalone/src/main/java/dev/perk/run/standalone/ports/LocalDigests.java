package dev.perk.run.standalone.ports;

import dev.perk.api.RevisionKey;
import dev.perk.api.time.Scheduler;
import dev.perk.control.controllers.revision.DigestResolver;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.LocalImages;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Digests of images that this machine has. One that it does not have keeps its name: the node agent
 * then says on the pod that it is missing and how to load it, and the revision shows that.
 */
public final class LocalDigests implements DigestResolver {
    private final LocalImages images;
    private final Scheduler scheduler;
    private final Map<RevisionKey, Answer> answers = new ConcurrentHashMap<>();
    private final List<Consumer<RevisionKey>> listeners = new CopyOnWriteArrayList<>();

    public LocalDigests(LocalImages images, Scheduler scheduler) {
        this.images = images;
        this.scheduler = scheduler;
    }

    @Override
    public Answer resolve(RevisionKey revision, Request request) {
        Answer known = answers.putIfAbsent(revision, new Answer.Pending());
        if (known == null) {
            scheduler.execute(() -> lookUp(revision, request));
            return new Answer.Pending();
        }
        if (known instanceof Answer.Failed) {
            answers.remove(revision, known);
        }
        return known;
    }

    private void lookUp(RevisionKey revision, Request request) {
        Map<String, String> digests = new LinkedHashMap<>();
        Answer answer = new Answer.Resolved(digests);
        for (String image : request.images()) {
            try {
                ImageReference reference = ImageReference.parse(image);
                Optional<LocalImage> found =
                        request.skippedRegistries().contains(reference.registry())
                                ? Optional.empty()
                                : images.find(reference);
                digests.put(image, found.map(LocalImage::id).orElse(""));
            } catch (IOException | IllegalArgumentException e) {
                answer = new Answer.Failed(image, String.valueOf(e.getMessage()));
            }
        }
        if (answer instanceof Answer.Resolved) {
            answer = new Answer.Resolved(digests);
        }
        answers.put(revision, answer);
        listeners.forEach(listener -> listener.accept(revision));
    }

    @Override
    public void forget(RevisionKey revision) {
        answers.remove(revision);
    }

    @Override
    public void onAnswer(Consumer<RevisionKey> listener) {
        listeners.add(listener);
    }
}
