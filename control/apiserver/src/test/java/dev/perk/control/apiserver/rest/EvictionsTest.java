package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Upstream: {@code TestEviction}, {@code TestEvictionIgnorePDB} of {@code eviction_test.go}. */
class EvictionsTest {
    private static final String JSON = "application/json";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final String REFUSAL =
            "Cannot evict pod as it would violate the pod's disruption budget.";

    private final Client client = new Client();

    private void pod(String name, String phase, boolean ready) {
        String body =
                "{'metadata':{'name':'NAME','labels':{'app':'web'}},'spec':{'nodeName':'n','containers':[]}}";
        client.send("POST", PODS, JSON, body.replace("NAME", name));
        client.send(
                "PATCH",
                PODS + "/" + name + "/status",
                "application/merge-patch+json",
                "{'status':{'phase':'"
                        + phase
                        + "','conditions':[{'type':'Ready','status':'"
                        + (ready ? "True" : "False")
                        + "'}]}}");
    }

    private void budget(String name, String spec) {
        Client.Heard made =
                client.send(
                        "POST",
                        BUDGETS,
                        JSON,
                        "{'metadata':{'name':'"
                                + name
                                + "'},'spec':{'selector':{'matchLabels':{'app':'web'}},"
                                + spec
                                + "}}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private Client.Heard evict(String pod) {
        return client.send(
                "POST",
                PODS + "/" + pod + "/eviction",
                JSON,
                "{'metadata':{'name':'" + pod + "'}}");
    }

    @Test
    void takesPodsAwayUntilOneMoreWouldBeTooMany() {
        pod("a", "Running", true);
        pod("b", "Running", true);
        budget("one", "'minAvailable':1");

        assertThat(evict("a").status()).isEqualTo(201);
        Client.Heard refused = evict("b");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.at("/message")).isEqualTo(REFUSAL);
        assertThat(refused.at("/details/causes/0/reason")).isEqualTo("DisruptionBudget");
        assertThat(refused.at("/details/causes/0/message"))
                .isEqualTo("The disruption budget one needs 1 healthy pods and has 1 currently");
        assertThat(client.get(PODS + "/b").at("/metadata/deletionTimestamp")).isEmpty();
    }

    @Test
    void countsByWhatTheControllersWant() {
        client.send(
                "POST",
                "/apis/apps/v1/namespaces/default/replicasets",
                JSON,
                "{'metadata':{'name':'rs'},'spec':{'replicas':4,'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[]}}}}");
        String uid =
                client.get("/apis/apps/v1/namespaces/default/replicasets/rs").at("/metadata/uid");
        for (String name : new String[] {"a", "b", "c"}) {
            pod(name, "Running", true);
            client.send(
                    "PATCH",
                    PODS + "/" + name,
                    "application/merge-patch+json",
                    "{'metadata':{'ownerReferences':[{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'rs','uid':'"
                            + uid
                            + "','controller':true}]}}");
        }
        budget("half", "'minAvailable':'50%'");

        assertThat(evict("a").status()).as("2 of 4 must stay").isEqualTo(201);
        assertThat(evict("b").status()).isEqualTo(429);
        client.send("DELETE", BUDGETS + "/half", JSON, "{}");
        budget("two", "'maxUnavailable':3");
        assertThat(evict("b").status()).as("1 of 4 must stay").isEqualTo(201);
        assertThat(evict("c").status()).isEqualTo(429);
    }

    @Test
    void aPodThatDoesNotServeMayGo() {
        pod("a", "Running", true);
        pod("sick", "Running", false);
        pod("new", "Pending", false);
        budget("all", "'maxUnavailable':0");

        assertThat(evict("new").status()).isEqualTo(201);
        assertThat(evict("sick").status()).as("the budget is not met").isEqualTo(429);
        client.send("DELETE", BUDGETS + "/all", JSON, "{}");
        budget("always", "'maxUnavailable':0,'unhealthyPodEvictionPolicy':'AlwaysAllow'");
        assertThat(evict("sick").status()).isEqualTo(201);
    }

    @Test
    void refusesWhatItCannotDecide() {
        pod("a", "Running", true);
        budget("one", "'minAvailable':0");
        budget("two", "'minAvailable':0");

        assertThat(evict("a").status()).isEqualTo(500);
        assertThat(evict("a").at("/message"))
                .isEqualTo(
                        "This pod has more than one PodDisruptionBudget, which the eviction"
                                + " subresource does not support.");
        Client.Heard other =
                client.send("POST", PODS + "/a/eviction", JSON, "{'metadata':{'name':'other'}}");
        assertThat(other.status()).isEqualTo(400);
        assertThat(evict("nope").status()).isEqualTo(404);
    }
}
