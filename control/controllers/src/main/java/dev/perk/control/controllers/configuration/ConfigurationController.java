package dev.perk.control.controllers.configuration;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.control.controllers.configuration.ConfigurationReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.util.Optional;

/** Watches Configurations, and the Revisions that they control. */
public final class ConfigurationController implements Observer<Observed> {
    private final ObjectCache configurations;
    private final ObjectCache revisions;

    private ConfigurationController(ControllerParts parts) {
        configurations = parts.cache(Kinds.CONFIGURATION);
        revisions = parts.cache(Kinds.REVISION);
    }

    public static Controller create(ControllerParts parts) {
        return parts.controller(
                        "configuration-controller",
                        Kinds.CONFIGURATION,
                        new ConfigurationController(parts),
                        new ConfigurationReconciler())
                .owning(Kinds.REVISION);
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        return configurations
                .get(key)
                .filter(configuration -> !configuration.isDeleting())
                .map(configuration ->
                        new Observed(
                                configuration,
                                revisions.labelled(
                                        key.namespace(), Labels.CONFIGURATION, key.name()),
                                named(configuration)));
    }

    private Optional<KubeObject> named(KubeObject configuration) {
        String name = Children.wantedName(configuration);
        return name.isEmpty() ? Optional.empty() : revisions.get(configuration.namespace(), name);
    }
}
