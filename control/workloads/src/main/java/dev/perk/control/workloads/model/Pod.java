package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A Pod, read. */
public record Pod(KubeObject object) {
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    public String name() {
        return object.name();
    }

    /** {@code Pending}, {@code Running}, {@code Succeeded}, {@code Failed} or {@code Unknown}. */
    public String phase() {
        return object.status().path("phase").asText("Pending");
    }

    /** Whether all its containers have ended for good. */
    public boolean isTerminal() {
        return phase().equals("Succeeded") || phase().equals("Failed");
    }

    /** Whether it counts as a replica: neither ended nor being deleted. */
    public boolean isActive() {
        return !isTerminal() && !object.isDeleting();
    }

    public boolean isReady() {
        return readySince().isPresent();
    }

    /** When it became ready; empty if it is not. */
    public Optional<Instant> readySince() {
        for (JsonNode condition : object.status().path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals(Condition.TRUE)
                        ? Timestamps.read(condition.path("lastTransitionTime"))
                                .or(() -> Optional.of(Instant.EPOCH))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether it has been ready for {@code least}. */
    public boolean isAvailable(Duration least, Instant now) {
        return readySince()
                .filter(since -> least.isZero() || since.plus(least).isBefore(now))
                .isPresent();
    }

    /** The node it is bound to; empty if it waits for one. */
    public Optional<String> node() {
        return text(object.spec().path("nodeName"));
    }

    public Optional<String> ip() {
        return text(object.status().path("podIP"));
    }

    /** Its address of a family: {@code IPv4} or {@code IPv6}. */
    public Optional<String> ip(String family) {
        for (JsonNode entry : object.status().path("podIPs")) {
            Optional<String> ip = text(entry.path("ip")).filter(a -> familyOf(a).equals(family));
            if (ip.isPresent()) {
                return ip;
            }
        }
        return ip().filter(address -> familyOf(address).equals(family));
    }

    public static String familyOf(String address) {
        return address.contains(":") ? "IPv6" : "IPv4";
    }

    /** The restarts of the container that restarted most. */
    public int restarts() {
        int most = 0;
        for (JsonNode container : object.status().path("containerStatuses")) {
            most = Math.max(most, container.path("restartCount").asInt());
        }
        return most;
    }

    /** Pods with a lower cost are deleted first; 0 unless an annotation holds a number. */
    public int deletionCost() {
        String cost = object.annotation(DELETION_COST).orElse("0");
        try {
            return Integer.parseInt(cost);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Optional<String> text(JsonNode field) {
        return Optional.of(field.asText()).filter(text -> !text.isEmpty());
    }
}
