package dev.perk.run.standalone.ports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.RevisionKey;
import dev.perk.api.why.Journal;
import dev.perk.control.apiserver.rest.Explanations;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.run.standalone.arrivals.ArrivalPages;
import dev.perk.scaling.autoscaler.DecisionJson;
import dev.perk.scaling.autoscaler.DecisionLog;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a Service is as it is, for whoever asks the API: for each of its revisions how many pods it
 * has and wants, everything that was decided about it, oldest first, and the decisions of the
 * autoscaler with all that it takes to make them again.
 */
public final class JournalPages implements Explanations {
    private final Journal journal;
    private final DecisionLog decisions;
    private final ArrivalPages arrivals;
    private final ObjectCache services;
    private final ObjectCache revisions;
    private final ObjectCache autoscalers;

    public JournalPages(
            Journal journal, DecisionLog decisions, ArrivalPages arrivals, ObjectCaches caches) {
        this.arrivals = arrivals;
        this.journal = journal;
        this.decisions = decisions;
        this.services = caches.of(Kinds.KNATIVE_SERVICE);
        this.revisions = caches.of(Kinds.REVISION);
        this.autoscalers = caches.of(Kinds.POD_AUTOSCALER);
    }

    @Override
    public Optional<ObjectNode> about(String namespace, String resource, String name) {
        return resource.equals("revisions")
                ? revisions.get(namespace, name).map(found -> page(found, List.of(found)))
                : services.get(namespace, name).map(found -> page(found, revisionsOf(found)));
    }

    @Override
    public Optional<ObjectNode> arrivals(String namespace, String service) {
        return arrivals.of(namespace, service);
    }

    private List<KubeObject> revisionsOf(KubeObject service) {
        return revisions.labelled(service.namespace(), Labels.SERVICE, service.name()).stream()
                .sorted(Comparator.comparing(KubeObject::name))
                .toList();
    }

    private ObjectNode page(KubeObject subject, List<KubeObject> ofSubject) {
        ObjectNode page = Json.object();
        page.put("kind", subject.type().kind());
        page.put("namespace", subject.namespace());
        page.put("name", subject.name());
        ArrayNode chapters = page.putArray("revisions");
        for (KubeObject revision : ofSubject) {
            chapters.add(chapter(revision));
        }
        return page;
    }

    private ObjectNode chapter(KubeObject revision) {
        ObjectNode chapter = Json.object();
        chapter.put("name", revision.name());
        autoscalers
                .get(revision.namespacedName())
                .map(KubeObject::status)
                .ifPresent(status -> {
                    chapter.put("readyPods", status.path("actualScale").asInt());
                    chapter.put("wantedPods", status.path("desiredScale").asInt(-1));
                });
        var key = RevisionKey.of(revision.namespacedName());
        ArrayNode chain = chapter.putArray("chain");
        journal.about(key.toString()).forEach(entry -> chain.add(entry(entry)));
        ArrayNode replayable = chapter.putArray("decisions");
        decisions.about(key).forEach(step -> replayable.add(DecisionJson.write(step)));
        return chapter;
    }

    private static ObjectNode entry(Journal.Entry entry) {
        ObjectNode json = Json.object();
        json.put("time", entry.time().toString());
        json.put("part", entry.part());
        json.put("code", entry.reason().code());
        json.put("text", entry.reason().text());
        ObjectNode inputs = json.putObject("inputs");
        entry.reason().inputs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(input -> inputs.put(input.getKey(), input.getValue()));
        if (entry.times() > 1) {
            json.put("times", entry.times()).put("last", entry.last().toString());
        }
        return json;
    }
}
