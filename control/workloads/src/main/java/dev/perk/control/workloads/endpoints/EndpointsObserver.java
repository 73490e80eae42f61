package dev.perk.control.workloads.endpoints;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.NamespacedName;
import dev.perk.control.workloads.model.Live;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sees Services, the pods behind them, and what was written about their addresses. */
public record EndpointsObserver(Live live) {

    public Optional<EndpointsReconciler.Observed> endpoints(NamespacedName key) {
        Optional<Service> service = service(key);
        return Optional.of(
                new EndpointsReconciler.Observed(
                        service,
                        live.get(Kinds.ENDPOINTS, key.namespace(), key.name()),
                        service.map(this::pods).orElse(List.of())));
    }

    public Optional<SlicesReconciler.Observed> slices(NamespacedName key) {
        return service(key)
                .map(service ->
                        new SlicesReconciler.Observed(
                                service, pods(service), slices(key, SlicesReconciler.MANAGED_BY)));
    }

    public Optional<MirrorReconciler.Observed> mirror(NamespacedName key) {
        Optional<KubeObject> endpoints = live.get(Kinds.ENDPOINTS, key.namespace(), key.name());
        return Optional.of(
                new MirrorReconciler.Observed(
                        endpoints, service(key), slices(key, MirrorReconciler.MANAGED_BY)));
    }

    private Optional<Service> service(NamespacedName key) {
        return live.get(Kinds.SERVICE, key.namespace(), key.name()).map(Service::new);
    }

    private List<Pod> pods(Service service) {
        return service.selectsPods()
                ? live
                        .labelled(Kinds.POD, service.object().namespace(), service.selector())
                        .stream()
                        .map(Pod::new)
                        .toList()
                : List.of();
    }

    private List<KubeObject> slices(NamespacedName key, String managedBy) {
        Selector ofService = Selector.of(Map.of(Labels.SLICE_SERVICE_NAME, key.name()));
        return live.labelled(Kinds.ENDPOINT_SLICE, key.namespace(), ofService).stream()
                .filter(each ->
                        each.label(Labels.SLICE_MANAGED_BY).filter(managedBy::equals).isPresent())
                .filter(each -> !each.isDeleting())
                .toList();
    }
}
