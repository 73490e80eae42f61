package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.resources.ResourceList;
import dev.perk.api.text.Quantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a LimitRange says of containers, pods or claims, as far as it refuses.
 *
 * <p>Source: {@code kubernetes plugin/pkg/admission/limitranger/admission.go}.
 */
public record LimitRangeItem(JsonNode tree) {

    /** {@code Container}, {@code Pod} or {@code PersistentVolumeClaim}. */
    public String type() {
        return tree.path("type").asText();
    }

    /** Adds what is wrong with such amounts, in upstream's words. */
    public void check(ResourceList requests, ResourceList limits, List<String> out) {
        each("min", (resource, least) -> min(resource, least, requests, limits, out));
        each("max", (resource, most) -> max(resource, most, requests, limits, out));
        each(
                "maxLimitRequestRatio",
                (resource, most) -> ratio(resource, most, requests, limits, out));
    }

    /** A claim has no limits, and asks for its storage. */
    public void checkClaim(ResourceList requests, List<String> out) {
        var none = new ResourceList(Map.of());
        each("min", (resource, least) -> min(resource, least, requests, none, out));
        each(
                "max",
                (resource, most) -> {
                    Optional<Quantity> request = amount(requests, resource);
                    if (request.isEmpty()) {
                        out.add(usage("maximum", resource, most) + ".  No request is specified");
                    } else if (request.get().compareTo(most) > 0) {
                        out.add(
                                usage("maximum", resource, most)
                                        + ", but request is "
                                        + request.get());
                    }
                });
    }

    private interface Rule {
        void check(String resource, Quantity bound);
    }

    private void each(String field, Rule rule) {
        ResourceList.read(tree.path(field)).byResource().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> rule.check(entry.getKey(), entry.getValue()));
    }

    private static Optional<Quantity> amount(ResourceList amounts, String resource) {
        return Optional.ofNullable(amounts.byResource().get(resource));
    }

    private void min(
            String resource,
            Quantity least,
            ResourceList requests,
            ResourceList limits,
            List<String> out) {
        Optional<Quantity> request = amount(requests, resource);
        Optional<Quantity> limit = amount(limits, resource);
        String says = usage("minimum", resource, least);
        if (request.isEmpty()) {
            out.add(says + ".  No request is specified");
        } else if (request.get().compareTo(least) < 0) {
            out.add(says + ", but request is " + request.get());
        } else if (limit.filter(one -> one.compareTo(least) < 0).isPresent()) {
            out.add(says + ", but limit is " + limit.get());
        }
    }

    private void max(
            String resource,
            Quantity most,
            ResourceList requests,
            ResourceList limits,
            List<String> out) {
        Optional<Quantity> request = amount(requests, resource);
        Optional<Quantity> limit = amount(limits, resource);
        String says = usage("maximum", resource, most);
        if (limit.isEmpty()) {
            out.add(says + ".  No limit is specified");
        } else if (limit.get().compareTo(most) > 0) {
            out.add(says + ", but limit is " + limit.get());
        } else if (request.filter(one -> one.compareTo(most) > 0).isPresent()) {
            out.add(says + ", but request is " + request.get());
        }
    }

    private void ratio(
            String resource,
            Quantity most,
            ResourceList requests,
            ResourceList limits,
            List<String> out) {
        String says =
                resource + " max limit to request ratio per " + type() + " is " + most + ", but ";
        Optional<Quantity> request = amount(requests, resource).filter(LimitRangeItem::isSome);
        Optional<Quantity> limit = amount(limits, resource).filter(LimitRangeItem::isSome);
        if (request.isEmpty()) {
            out.add(says + "no request is specified or request is 0");
        } else if (limit.isEmpty()) {
            out.add(says + "no limit is specified or limit is 0");
        } else {
            BigDecimal ratio =
                    limit.get().amount().divide(request.get().amount(), MathContext.DECIMAL64);
            if (ratio.compareTo(most.amount()) > 0) {
                out.add(says + String.format(Locale.ROOT, "provided ratio is %f", ratio));
            }
        }
    }

    private static boolean isSome(Quantity amount) {
        return amount.amount().signum() != 0;
    }

    private String usage(String bound, String resource, Quantity amount) {
        return bound + " " + resource + " usage per " + type() + " is " + amount;
    }
}
