package dev.perk.scaling.metrics.io;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.stats.Stat;
import dev.perk.scaling.metrics.PodSample;
import dev.perk.scaling.metrics.PodSample.Candidate;
import dev.perk.scaling.metrics.PodStats;
import dev.perk.scaling.metrics.Scrape;
import dev.perk.scaling.metrics.io.StatClient.Answer;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Asks a sample of a revision's pods, all at a time. A pod that does not answer is replaced by the
 * next one; where those run out, the scrape has failed, as too few answers would say too little.
 *
 * <p>Pods are asked directly, by address. A mesh that forbids that, which is what 502 and 503 from
 * every pod mean, is reported as a failure: scraping through the revision's Service is not
 * supported.
 */
public final class PodScraper implements PodStats {
    private static final Answer.Refused NOBODY =
            new Answer.Refused("there was nobody left to ask", true);

    private final StatClient client;
    private final RevisionPods pods;
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param client should keep connections alive: the same pods are asked every second
     * @param port of the queue-proxies' stats, {@link dev.perk.api.Ports#AUTOSCALER_METRICS}
     */
    public PodScraper(
            HttpClient client,
            int port,
            RevisionPods pods,
            InstantSource clock,
            RandomGenerator random) {
        this.client = new StatClient(client, port);
        this.pods = pods;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void scrape(RevisionKey revision, MetricSpec spec, Consumer<Scrape> then) {
        List<Candidate> ready = pods.ready(revision);
        if (ready.isEmpty()) {
            then.accept(new Scrape.NoPods());
            return;
        }
        List<Candidate> order =
                PodSample.order(
                        ready,
                        spec.stableWindow(),
                        clock.instant(),
                        list -> Collections.shuffle(list, random));
        var next = new AtomicInteger();
        List<CompletableFuture<Answer>> sample = new ArrayList<>();
        for (int place = 0; place < PodSample.size(ready.size()); place++) {
            sample.add(askUntilOneAnswers(order, next, NOBODY));
        }
        CompletableFuture.allOf(sample.toArray(CompletableFuture[]::new))
                .thenAccept(all ->
                        then.accept(
                                conclude(
                                        sample.stream().map(CompletableFuture::join).toList(),
                                        ready.size())));
    }

    private CompletableFuture<Answer> askUntilOneAnswers(
            List<Candidate> order, AtomicInteger next, Answer.Refused before) {
        int place = next.getAndIncrement();
        if (place >= order.size()) {
            return CompletableFuture.completedFuture(before);
        }
        return client.ask(order.get(place).address())
                .thenCompose(answer ->
                        switch (answer) {
                            case Answer.Told told -> CompletableFuture.completedFuture(told);
                            case Answer.Refused refused ->
                                    askUntilOneAnswers(order, next, refused.after(before));
                        });
    }

    private static Scrape conclude(List<Answer> answers, int pods) {
        List<Stat> told = new ArrayList<>();
        List<Answer.Refused> refused = new ArrayList<>();
        for (Answer answer : answers) {
            switch (answer) {
                case Answer.Told(Stat stat) -> told.add(stat);
                case Answer.Refused no -> refused.add(no);
            }
        }
        if (refused.isEmpty()) {
            return new Scrape.Answered(PodSample.extrapolate(told, pods));
        }
        boolean mesh = told.isEmpty() && refused.stream().allMatch(Answer.Refused::maybeMesh);
        return new Scrape.Failed(
                Scrape.Cause.COLLECTION_FAILED,
                mesh
                        ? "all pod scrapes returned 503 error"
                        : "pods exhausted: " + refused.getFirst().why());
    }
}
