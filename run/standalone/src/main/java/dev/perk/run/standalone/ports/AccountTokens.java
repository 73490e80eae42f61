package dev.perk.run.standalone.ports;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.node.agent.PodTokens;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tokens of the pods' accounts, from the API in this process. */
public record AccountTokens(ServiceAccountTokens tokens, Registry registry) implements PodTokens {

    @Override
    public Answer request(KubeObject pod, Request request) {
        String name = pod.spec().path("serviceAccountName").asText();
        Optional<KubeObject> account =
                registry.get(ResourceKey.of(Kinds.SERVICE_ACCOUNT, pod.namespace(), name));
        if (account.isEmpty()) {
            return new Answer.Refused("serviceaccounts \"" + name + "\" not found");
        }
        List<KubeObject> bound = new ArrayList<>(List.of(pod));
        String node = pod.spec().path("nodeName").asText();
        registry.get(ResourceKey.of(Kinds.NODE, "", node)).ifPresent(bound::add);
        List<String> audiences =
                request.audience().isEmpty()
                        ? ServiceAccountTokens.API_AUDIENCES
                        : List.of(request.audience());
        var issued = tokens.issue(account.get(), audiences, request.lifetime(), bound);
        return new Answer.Issued(issued.token(), issued.expires());
    }
}
