package dev.perk.control.apiserver.rest;

import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WatchQuery;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Catalog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Answers requests for the changes of a kind. */
final class Watches {
    /** Source: {@code k8s.io/apiserver}, min-request-timeout: once to twice as long. */
    private static final int DEFAULT_TIMEOUT_SECONDS = 1800;

    private final Registry registry;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final SharedFrames shared = new SharedFrames();

    /** The open watches of kinds that may cease to be served. */
    private final Map<ApiAnswer.Sink, ResourceType> custom = new ConcurrentHashMap<>();

    Watches(Registry registry, Scheduler scheduler, RandomGenerator random) {
        this.registry = registry;
        this.scheduler = scheduler;
        this.random = random;
        registry.definitions().catalog().onChange(this::endWatchesOfGoneKinds);
    }

    /** Nothing will ever happen there any more, and a client that waits would not know. */
    private void endWatchesOfGoneKinds(Catalog.Served served) {
        custom.forEach((sink, type) -> {
            if (served.find(type.apiVersion(), type.kind()).isEmpty()) {
                sink.end();
            }
        });
    }

    ApiAnswer watch(Call call) {
        ApiRequest request = call.request();
        Map<String, String> parameters = request.singleQuery();
        if (!call.target().name().isEmpty()) {
            parameters.put("fieldSelector", "metadata.name=" + call.target().name());
        }
        WatchQuery query =
                WatchQuery.parse(
                        call.type(), registry.definitions().selectable(call.type()), parameters);
        OutputForm form = OutputForm.negotiate(request);
        boolean bookmarks = request.isSet("allowWatchBookmarks");
        Duration timeout = timeout(request);
        return ApiAnswer.stream(
                "application/json",
                sink -> {
                    RunningWatch watch =
                            new RunningWatch(
                                    sink,
                                    new EventFrames(
                                            call.type(),
                                            registry.definitions().tables(call.type()),
                                            form.shape(),
                                            shared,
                                            scheduler),
                                    bookmarks,
                                    scheduler);
                    // Not on the thread that answers: what exists may be much, and the client slow.
                    scheduler.execute(() ->
                            watch.run(
                                    watcher ->
                                            registry.watch(
                                                    call.type(),
                                                    call.target().namespace(),
                                                    query,
                                                    watcher),
                                    timeout));
                    if (call.type().custom()) {
                        custom.put(sink, call.type());
                    }
                    return () -> {
                        custom.remove(sink);
                        watch.stop();
                    };
                });
    }

    private Duration timeout(ApiRequest request) {
        String seconds = request.query("timeoutSeconds");
        try {
            long wanted = seconds.isEmpty() ? 0 : Long.parseLong(seconds);
            return Duration.ofSeconds(
                    wanted > 0
                            ? wanted
                            : DEFAULT_TIMEOUT_SECONDS + random.nextInt(DEFAULT_TIMEOUT_SECONDS));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing \"" + seconds + "\": invalid syntax");
        }
    }

    /** The frame that ends a watch which cannot go on. */
    static byte[] error(ApiException cause) {
        return SharedFrames.frame("ERROR", Json.write(cause.status()));
    }
}
