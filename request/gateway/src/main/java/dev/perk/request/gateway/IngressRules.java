package dev.perk.request.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.NamespacedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The spec of one Ingress, {@code networking.internal.knative.dev/v1alpha1}, ready to route by.
 *
 * @param version the hash that a probe of a programmed gateway answers with
 */
public record IngressRules(
        NamespacedName ingress,
        List<Rule> rules,
        List<Tls> tls,
        HttpOption httpOption,
        String version) {

    /**
     * Paths of some hosts.
     *
     * @param hosts without ports, in lower case; none means every host
     */
    public record Rule(List<String> hosts, Visibility visibility, List<Path> paths) {
        public Rule {
            hosts = List.copyOf(hosts);
            paths = List.copyOf(paths);
        }
    }

    /**
     * What happens to requests below a path.
     *
     * @param prefix a literal prefix of the target, of whole segments or not
     * @param headers all of which must have exactly these values
     * @param setHeaders replaced or added on the way, {@code appendHeaders} on the wire
     * @param splits one or more, whose percents sum up to 100
     */
    public record Path(
            String prefix,
            Map<String, String> headers,
            Optional<String> rewriteHost,
            Map<String, String> setHeaders,
            List<Split> splits) {
        public Path {
            headers = Map.copyOf(headers);
            setHeaders = Map.copyOf(setHeaders);
            splits = List.copyOf(splits);
        }
    }

    /**
     * A share of a path's requests and where it goes.
     *
     * @param port a number, or a name
     * @param percent 0 to 100
     * @param setHeaders only for this share
     */
    public record Split(
            NamespacedName service, String port, int percent, Map<String, String> setHeaders) {
        public Split {
            setHeaders = Map.copyOf(setHeaders);
        }
    }

    /** The certificate of some hosts. */
    public record Tls(List<String> hosts, NamespacedName secret) {
        public Tls {
            hosts = List.copyOf(hosts);
        }
    }

    public IngressRules {
        rules = List.copyOf(rules);
        tls = List.copyOf(tls);
    }

    /**
     * Reads the spec of an Ingress.
     *
     * @throws IllegalArgumentException if it cannot be routed by, naming the field and what was
     *     expected
     */
    public static IngressRules parse(String namespace, String name, JsonNode spec) {
        return new IngressParser(new NamespacedName(namespace, name)).parse(spec);
    }
}
