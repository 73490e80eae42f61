package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.admission.BuiltInAdmission;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code kubernetes pkg/apis/core/validation/validation_test.go},
 * TestValidateEphemeralContainers, TestValidatePodEphemeralContainersUpdate; {@code
 * test/integration/pods/pods_test.go}, TestPodUpdateEphemeralContainers.
 */
class EphemeralContainersTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String PART = PODS + "/p/ephemeralcontainers";
    private static final String PATCH = "application/strategic-merge-patch+json";

    private final Client client =
            new Client(Ports.none(), new BuiltInAdmission(new ServiceAddresses(_ -> false)));

    @BeforeEach
    void aPod() {
        create("{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}", 201);
    }

    private Client.Heard create(String pod, int status) {
        Client.Heard heard = client.send("POST", PODS, "application/json", pod);
        assertThat(heard.status()).as(heard.text()).isEqualTo(status);
        return heard;
    }

    private Client.Heard add(String container) {
        return client.send(
                "PATCH", PART, PATCH, "{'spec':{'ephemeralContainers':[" + container + "]}}");
    }

    private String refused(String container) {
        Client.Heard heard = add(container);
        assertThat(heard.status()).as(heard.text()).isEqualTo(422);
        return heard.at("/details/causes/0/field") + ": " + heard.at("/details/causes/0/message");
    }

    @Test
    void addsOneToAPodAndNothingElse() {
        Client.Heard heard =
                client.send(
                        "PATCH",
                        PART,
                        PATCH,
                        "{'metadata':{'labels':{'a':'b'}},'spec':{'nodeName':'n',"
                                + "'ephemeralContainers':[{'name':'look','image':'i'}]}}");
        assertThat(heard.status()).as(heard.text()).isEqualTo(200);
        Client.Heard pod = client.get(PODS + "/p");
        assertThat(pod.at("/spec/ephemeralContainers/0/name")).isEqualTo("look");
        assertThat(pod.at("/spec/ephemeralContainers/0/terminationMessagePath"))
                .as("defaults")
                .isEqualTo("/dev/termination-log");
        assertThat(pod.at("/metadata/labels/a")).isEmpty();
        assertThat(pod.at("/spec/nodeName")).isEmpty();
        assertThat(client.get(PART).at("/kind")).isEqualTo("Pod");
    }

    @Test
    void whatHasBeenAddedStaysAsItIs() {
        add("{'name':'look','image':'i'}");
        assertThat(add("{'name':'more','image':'i'}").status()).isEqualTo(200);
        assertThat(refused("{'name':'look','image':'other'}"))
                .isEqualTo(
                        "spec.ephemeralContainers: Forbidden: existing ephemeral containers"
                                + " \"look\" may not be changed\n");
        assertThat(refused("{'name':'look','$patch':'delete'}"))
                .contains("existing ephemeral containers \"look\" may not be removed");
    }

    @Test
    void refusesWhatOnlyOtherContainersHave() {
        assertThat(refused("{'name':'c','image':'i'}"))
                .isEqualTo("spec.ephemeralContainers[0].name: Duplicate value: \"c\"");
        assertThat(refused("{'name':'look','image':'i','targetContainerName':'x'}"))
                .isEqualTo("spec.ephemeralContainers[0].targetContainerName: Not found: \"x\"");
        assertThat(refused("{'name':'look','image':'i','ports':[{'containerPort':80}]}"))
                .isEqualTo(
                        "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an"
                                + " Ephemeral Container");
        assertThat(refused("{'name':'look'}"))
                .isEqualTo("spec.ephemeralContainers[0].image: Required value");
    }

    @Test
    void noOtherWayLeadsThere() {
        Client.Heard heard =
                client.send(
                        "PATCH",
                        PODS + "/p",
                        PATCH,
                        "{'spec':{'ephemeralContainers':[{'name':'look','image':'i'}]}}");
        assertThat(heard.at("/message")).contains("pod updates may not change fields other than");
        assertThat(
                        create(
                                        "{'metadata':{'name':'q'},'spec':{'containers':[{'name':'c','image':'i'}],"
                                            + "'ephemeralContainers':[{'name':'look','image':'i'}]}}",
                                        422)
                                .at("/message"))
                .contains("spec.ephemeralContainers: Forbidden: cannot be set on create");
    }
}
