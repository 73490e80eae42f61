package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.rest.Client.Heard;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clause: kubernetes-api 2.11; upstream {@code pkg/registry/authorization}, {@code
 * pkg/apis/authorization/validation/validation_test.go}.
 */
class ReviewsTest {
    private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1/";
    private static final Caller ALICE =
            new Caller.Known(new User("alice", "", List.of("system:authenticated")));

    private final Client client = new Client();

    private Heard post(String target, String body) {
        return client.send("POST", target, "application/json", body);
    }

    @Test
    void adminsHearWhoTheyAreAndThatTheyMay() {
        Heard me = post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        Heard may =
                post(
                        AUTHORIZATION + "selfsubjectaccessreviews",
                        "{'spec':{'resourceAttributes':{'verb':'create','resource':'pods'}}}");

        assertThat(me.status()).isEqualTo(201);
        assertThat(me.at("/status/userInfo/username")).isEqualTo("kubernetes-admin");
        assertThat(may.json().path("status").toString()).isEqualTo("{\"allowed\":true}");
        assertThat(may.at("/spec/resourceAttributes/verb")).isEqualTo("create");
    }

    @Test
    void othersHearWhatTheRulesSay() {
        client.as(ALICE);
        Heard pods =
                post(
                        AUTHORIZATION + "selfsubjectaccessreviews",
                        "{'spec':{'resourceAttributes':{'verb':'create','resource':'pods'}}}");
        Heard version =
                post(
                        AUTHORIZATION + "selfsubjectaccessreviews",
                        "{'spec':{'nonResourceAttributes':{'verb':'get','path':'/version'}}}");

        assertThat(pods.json().path("status").toString()).isEqualTo("{\"allowed\":false}");
        assertThat(version.at("/status/allowed")).isEqualTo("true");
        assertThat(version.at("/status/reason"))
                .isEqualTo(
                        "RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole"
                                + " \"system:discovery\" to Group \"system:authenticated\"");
    }

    @Test
    void onlyWhoMayAsksAboutOthers() {
        String question =
                "{'spec':{'user':'system:serviceaccount:a:b','groups':['system:masters'],'resourceAttributes':{'verb':'get','resource':'pods'}}}";

        assertThat(post(AUTHORIZATION + "subjectaccessreviews", question).at("/status/allowed"))
                .isEqualTo("true");
        assertThat(
                        client.as(ALICE)
                                .send(
                                        "POST",
                                        AUTHORIZATION + "subjectaccessreviews",
                                        "application/json",
                                        question)
                                .at("/message"))
                .isEqualTo(
                        "subjectaccessreviews.authorization.k8s.io is forbidden: User \"alice\""
                                + " cannot create resource \"subjectaccessreviews\" in API group"
                                + " \"authorization.k8s.io\" at the cluster scope");
    }

    @Test
    void aLocalReviewIsAboutItsNamespace() {
        String local = AUTHORIZATION + "namespaces/default/localsubjectaccessreviews";

        assertThat(
                        post(
                                        local,
                                        "{'spec':{'user':'u','resourceAttributes':{'namespace':'other','verb':'get','resource':'pods'}}}")
                                .at("/message"))
                .isEqualTo(
                        "LocalSubjectAccessReview.authorization.k8s.io \"\" is invalid:"
                                + " spec.resourceAttributes.namespace: Invalid value: \"other\":"
                                + " must match metadata.namespace");
        assertThat(
                        post(
                                        local,
                                        "{'spec':{'user':'u','resourceAttributes':{'namespace':'default','verb':'get','resource':'pods'}}}")
                                .at("/status/allowed"))
                .isEqualTo("false");
        assertThat(post(AUTHORIZATION + "localsubjectaccessreviews", "{}").status()).isEqualTo(404);
    }

    @Test
    void aQuestionMustBeOne() {
        assertThat(post(AUTHORIZATION + "subjectaccessreviews", "{'spec':{}}").at("/message"))
                .contains(
                        "exactly one of nonResourceAttributes or resourceAttributes must be"
                                + " specified")
                .contains("at least one of user or group must be specified");
        assertThat(post(AUTHORIZATION + "selfsubjectrulesreviews", "{'spec':{}}").at("/message"))
                .isEqualTo("no namespace on request");
        assertThat(client.get(AUTHORIZATION + "subjectaccessreviews").status()).isEqualTo(405);
    }

    @Test
    void listsWhatOneMay() {
        Heard rules =
                client.as(ALICE)
                        .send(
                                "POST",
                                AUTHORIZATION + "selfsubjectrulesreviews",
                                "application/json",
                                "{'spec':{'namespace':'default'}}");

        assertThat(rules.at("/status/incomplete")).isEqualTo("false");
        assertThat(rules.json().at("/status/resourceRules").toString())
                .contains(
                        "{\"apiGroups\":[\"authentication.k8s.io\"],"
                                + "\"resources\":[\"selfsubjectreviews\"],\"verbs\":[\"create\"]}");
        assertThat(rules.json().at("/status/nonResourceRules").toString()).contains("/openapi/*");
    }
}
