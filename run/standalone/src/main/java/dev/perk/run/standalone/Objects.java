package dev.perk.run.standalone;

import dev.perk.api.Kinds;
import dev.perk.api.StoredKinds;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.admission.LimitRangeAdmission;
import dev.perk.control.apiserver.admission.PriorityAdmission;
import dev.perk.control.apiserver.admission.Rules;
import dev.perk.control.apiserver.admission.ServiceAccountAdmission;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.definitions.DefinitionController;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.openapi.CustomResourceDefinitions;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.BootstrapRepair;
import dev.perk.control.apiserver.rbac.PolicyFeed;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Identity;
import dev.perk.control.apiserver.registry.QuotaLedger;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.webhooks.Matching;
import dev.perk.control.apiserver.webhooks.WebhookAdmission;
import dev.perk.control.apiserver.webhooks.WebhookConfigurations;
import dev.perk.control.apiserver.webhooks.io.HttpsWebhookCaller;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Store;
import dev.perk.run.standalone.ports.ExcludedNamespaces;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The API's objects and their rules, over some storage.
 *
 * @param registry as people write to it
 * @param authorizer what the roles and bindings in it permit
 * @param store the same, as controllers write to it
 * @param caches what controllers read; not started yet
 * @param config what the ConfigMaps say
 * @param definitions has people's own kinds served; running, unless nobody can write
 */
public record Objects(
        Registry registry,
        Authorizer authorizer,
        Store store,
        ObjectCaches caches,
        LiveConfig config,
        Optional<DefinitionController> definitions)
        implements AutoCloseable {

    /**
     * Opens the API, with everything in it that a cluster and Knative's release begin with.
     *
     * @param random makes uids and names; used by many threads
     * @param domain what public hosts end in, unless {@code config-domain} says otherwise
     * @param apiPort where the API listens, 0 for any free one
     */
    public static Objects open(
            Storage storage,
            Scheduler scheduler,
            RandomGenerator random,
            String domain,
            int apiPort) {
        Objects objects = over(storage, scheduler, random);
        WriteOptions options = WriteOptions.by(User.CONTROLLER);
        CustomResourceDefinitions.install(objects.registry, options, scheduler.instant());
        BootstrapRepair.install(objects.registry, options);
        new FirstObjects(objects.store).create(domain, apiPort);
        return new Objects(
                objects.registry,
                objects.authorizer,
                objects.store,
                objects.caches,
                objects.config,
                Optional.of(DefinitionController.start(objects.store, scheduler)));
    }

    /**
     * The API over what is stored, as it is; nothing is written, and no controller runs.
     *
     * @param random makes uids and names; used by many threads
     */
    static Objects over(Storage storage, Scheduler scheduler, RandomGenerator random) {
        var config = new LiveConfig(ServingConfig.inCluster(ServingConfig.CLUSTER_DOMAIN));
        var taken = new TakenAddresses();
        var excluded = new ExcludedNamespaces();
        var authorizer = new Authorizer(PolicyFeed.of(storage));
        var definitions = Definitions.follow(storage);
        var rules =
                Rules.all(
                        definitions,
                        config::current,
                        excluded,
                        new ServiceAddresses(taken),
                        new LimitRangeAdmission(namespace ->
                                storage.list(StoredKinds.LIMIT_RANGE, namespace).items()),
                        new ServiceAccountAdmission(storage::get, random),
                        new PriorityAdmission(
                                () -> storage.list(StoredKinds.PRIORITY_CLASS, "").items()),
                        authorizer,
                        new QuotaLedger(storage));
        var registry =
                new Registry(
                        storage,
                        new WebhookAdmission(
                                rules,
                                WebhookConfigurations.follow(storage),
                                new Matching(storage::get, definitions.catalog()),
                                new HttpsWebhookCaller(storage::get, scheduler),
                                new Identity(random)::uid),
                        definitions,
                        scheduler,
                        random);
        var store = new EmbeddedStore(registry, User.CONTROLLER);
        var caches = new ObjectCaches(store, scheduler);
        config.follow(caches.of(Kinds.CONFIG_MAP));
        taken.follow(caches.of(Kinds.SERVICE));
        excluded.follow(caches);
        return new Objects(registry, authorizer, store, caches, config, Optional.empty());
    }

    @Override
    public void close() {
        definitions.ifPresent(DefinitionController::close);
        caches.close();
    }
}
