package dev.perk.control.controllers.route;

import dev.perk.api.config.DomainConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.Parsed;
import dev.perk.api.validation.NameRules;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names under which one target of a Route can be called: the Route itself, or one of its tags.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/route/{domains,resources/names}}, {@code
 * knative/networking pkg/apis/networking/v1alpha1 ExpandedHosts}.
 *
 * @param tag empty for the Route itself
 * @param name of the placeholder Service
 * @param localHost inside the cluster, {@code name.namespace.svc.cluster.local}
 * @param publicHost for everybody; the same as the local one if the Route's domain is local
 */
record Address(
        String tag, String name, String localHost, String publicHost, Visibility visibility) {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final int LONGEST_LABEL = 63;

    /**
     * @param hidden whether the target's placeholder Service is labelled to be local
     */
    static Parsed<Address> of(KubeObject route, String tag, boolean hidden, ServingConfig config) {
        return name(route, tag, config)
                .then(name -> {
                    DomainConfig domains = config.domain();
                    String localHost =
                            name + "." + route.namespace() + "." + domains.clusterLocal();
                    String domain = domains.domainFor(route.labels());
                    boolean local = domain.equals(domains.clusterLocal());
                    Visibility visibility =
                            local || hidden ? Visibility.CLUSTER_LOCAL : Visibility.EXTERNAL_IP;
                    if (visibility == Visibility.CLUSTER_LOCAL) {
                        return checked(localHost)
                                .map(host -> new Address(tag, name, host, host, visibility));
                    }
                    return publicHost(route, name, domain, config)
                            .then(Address::checked)
                            .map(host -> new Address(tag, name, localHost, host, visibility));
                });
    }

    /** The name of the placeholder Service, which is not shortened if it is too long. */
    static Parsed<String> name(KubeObject route, String tag, ServingConfig config) {
        return tag.isEmpty()
                ? Parsed.good(route.name())
                : config.network().taggedName(route.name(), tag);
    }

    private static Parsed<String> publicHost(
            KubeObject route, String name, String domain, ServingConfig config) {
        return config.network()
                .host(name, route.namespace(), domain, route.annotations(), route.labels());
    }

    private static Parsed<String> checked(String host) {
        List<String> complaints = NameRules.dnsSubdomain(host);
        return complaints.isEmpty() && host.contains(".")
                ? Parsed.good(host)
                : Parsed.bad("invalid domain name " + GoQuote.quote(host) + ": " + complaints);
    }

    boolean isPublic() {
        return visibility == Visibility.EXTERNAL_IP;
    }

    /** What clients inside the cluster may write: with and without the cluster's suffixes. */
    List<String> localHosts(String clusterDomain) {
        List<String> hosts = new ArrayList<>();
        for (String suffix : List.of(".svc." + clusterDomain, "." + clusterDomain)) {
            if (localHost.endsWith(suffix)) {
                String shorter = localHost.substring(0, localHost.length() - suffix.length());
                if (isValidLastLabel(shorter)) {
                    hosts.add(shorter);
                }
            }
        }
        hosts.add(localHost);
        return hosts;
    }

    /** A name whose last label is a number would be an IP address to some. */
    private static boolean isValidLastLabel(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        return last.length() <= LONGEST_LABEL && !DIGITS.matcher(last).matches();
    }
}
