package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Gives Services their addresses, out of 10.96.0.0/16.
 *
 * <p>Invariant: an address is given twice only after all others were given in between, and never
 * while a Service has it. So two Services that are created at the same time cannot get the same one
 * although neither is stored yet.
 *
 * <p>Source of the texts: {@code kubernetes pkg/registry/core/service/storage/alloc.go}.
 */
public final class ServiceAddresses {
    private static final String NETWORK = "10.96.";
    private static final int SIZE = 1 << 16;

    /** The address of {@code default/kubernetes}, which nobody else gets. */
    private static final int API_SERVER = 1;

    private static final String NONE = "None";

    private final Predicate<String> taken;
    private final AtomicInteger last = new AtomicInteger(API_SERVER);

    /**
     * @param taken whether a stored Service has an address
     */
    public ServiceAddresses(Predicate<String> taken) {
        this.taken = taken;
    }

    /**
     * Completes the address fields of a Service.
     *
     * @param old what is stored; an update that does not name an address keeps it
     * @return what is wrong with the address that was asked for, if anything is
     */
    public Optional<FieldError> assign(ObjectNode service, Optional<KubeObject> old) {
        if (!(service.path("spec") instanceof ObjectNode spec)) {
            return Optional.empty();
        }
        if (!spec.path("type").asText().equals("ClusterIP")) {
            spec.remove(List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"));
            return Optional.empty();
        }
        JsonNode before = old.map(KubeObject::spec).orElseGet(() -> service.objectNode());
        String had = before.path("clusterIP").asText();
        String wanted = spec.path("clusterIP").asText(spec.at("/clusterIPs/0").asText());
        if (wanted.isEmpty()) {
            wanted = had.isEmpty() ? next() : had;
        } else if (!wanted.equals(NONE) && !wanted.equals(had) && taken.test(wanted)) {
            return Optional.of(
                    FieldError.invalid(
                            "spec.clusterIPs",
                            "[]string{\"" + wanted + "\"}",
                            "failed to allocate IP "
                                    + wanted
                                    + ": provided IP is already allocated"));
        }
        spec.put("clusterIP", wanted);
        spec.putArray("clusterIPs").add(wanted);
        if (spec.path("ipFamilies").isEmpty()) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        BuiltInDefaults.textual(spec, "ipFamilyPolicy", "SingleStack");
        return Optional.empty();
    }

    private String next() {
        for (int attempt = 0; attempt < SIZE; attempt++) {
            int number = Math.floorMod(last.incrementAndGet(), SIZE);
            // Neither the network's own address, nor the broadcast address, nor the API server's.
            if (number <= API_SERVER || number == SIZE - 1) {
                continue;
            }
            String address = NETWORK + (number >> 8) + "." + (number & 0xff);
            if (!taken.test(address)) {
                return address;
            }
        }
        throw new IllegalStateException("all " + SIZE + " addresses of 10.96.0.0/16 are taken");
    }
}
