package dev.perk.control.apiserver.webhooks;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.WatchEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks that are configured at this moment: configurations by name, webhooks as listed.
 *
 * <p>Invariant: the maps are written by the thread that tells watchers; what existed at the start
 * is there when {@link #follow} returns.
 */
public final class WebhookConfigurations {
    private static final Logger log = LoggerFactory.getLogger(WebhookConfigurations.class);

    private final Map<String, List<Webhook>> mutating = new ConcurrentSkipListMap<>();
    private final Map<String, List<Webhook>> validating = new ConcurrentSkipListMap<>();

    private WebhookConfigurations() {}

    /** Reads the configurations in {@code storage}, and keeps up with them. */
    public static WebhookConfigurations follow(Storage storage) {
        var all = new WebhookConfigurations();
        follow(storage, Kinds.MUTATING_WEBHOOK_CONFIGURATION, all.mutating);
        follow(storage, Kinds.VALIDATING_WEBHOOK_CONFIGURATION, all.validating);
        return all;
    }

    private static void follow(
            Storage storage, ResourceType type, Map<String, List<Webhook>> into) {
        storage.watchFromNow(type, new Following(type, into), Storage.Mark.NONE);
    }

    List<Webhook> mutating() {
        return mutating.values().stream().flatMap(List::stream).toList();
    }

    List<Webhook> validating() {
        return validating.values().stream().flatMap(List::stream).toList();
    }

    private record Following(ResourceType type, Map<String, List<Webhook>> into)
            implements Watcher {
        @Override
        public void onEvent(WatchEvent event) {
            switch (event) {
                case WatchEvent.Added(KubeObject object) -> put(object);
                case WatchEvent.Modified(KubeObject _, KubeObject object) -> put(object);
                case WatchEvent.Deleted(KubeObject object) -> into.remove(object.name());
            }
        }

        private void put(KubeObject configuration) {
            into.put(
                    configuration.name(),
                    configuration
                            .tree()
                            .path("webhooks")
                            .valueStream()
                            .map(Webhook::read)
                            .toList());
        }

        @Override
        public void onBookmark(long revision, boolean initial) {}

        @Override
        public void onLost(ApiException cause) {
            // Only a failure of this class ends it; what was configured goes on being asked.
            log.atError()
                    .addKeyValue("kind", type)
                    .setCause(cause)
                    .log("webhook configurations are not followed any more; restart Perk");
        }
    }
}
