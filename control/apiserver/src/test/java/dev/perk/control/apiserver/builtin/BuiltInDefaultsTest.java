package dev.perk.control.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.text.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kube-apiserver 1.32 was seen to answer; kubernetes pkg/apis/core/v1/defaults_test.go. */
class BuiltInDefaultsTest {

    @Test
    void theSmallestPod() {
        assertThat(apply(Kinds.POD, "spec: {containers: [{name: a, image: 'a:1'}]}"))
                .isEqualTo(
                        yaml(
                                """
                                spec:
                                  containers:
                                  - name: a
                                    image: a:1
                                    imagePullPolicy: IfNotPresent
                                    resources: {}
                                    terminationMessagePath: /dev/termination-log
                                    terminationMessagePolicy: File
                                  dnsPolicy: ClusterFirst
                                  enableServiceLinks: true
                                  restartPolicy: Always
                                  schedulerName: default-scheduler
                                  securityContext: {}
                                  serviceAccount: default
                                  serviceAccountName: default
                                  terminationGracePeriodSeconds: 30
                                  tolerations:
                                  - key: node.kubernetes.io/not-ready
                                    operator: Exists
                                    effect: NoExecute
                                    tolerationSeconds: 300
                                  - key: node.kubernetes.io/unreachable
                                    operator: Exists
                                    effect: NoExecute
                                    tolerationSeconds: 300
                                """));
    }

    @Test
    void theSmallestDeployment() {
        assertThat(
                        apply(
                                Kinds.DEPLOYMENT,
                                "spec: {template: {spec: {containers: [{name: a, image: a}]}}}"))
                .isEqualTo(
                        yaml(
                                """
                                spec:
                                  progressDeadlineSeconds: 600
                                  replicas: 1
                                  revisionHistoryLimit: 10
                                  strategy:
                                    type: RollingUpdate
                                    rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}
                                  template:
                                    spec:
                                      containers:
                                      - name: a
                                        image: a
                                        imagePullPolicy: Always
                                        resources: {}
                                        terminationMessagePath: /dev/termination-log
                                        terminationMessagePolicy: File
                                      dnsPolicy: ClusterFirst
                                      restartPolicy: Always
                                      schedulerName: default-scheduler
                                      securityContext: {}
                                      terminationGracePeriodSeconds: 30
                                """));
    }

    @Test
    void defaultsAreTheSameTheSecondTime() {
        ObjectNode deployment =
                yaml(
                        """
                        spec:
                          strategy: {type: Recreate}
                          template:
                            spec:
                              serviceAccountName: mine
                              containers:
                              - {name: a, image: a, ports: [{containerPort: 80}]}
                              volumes: [{name: v}, {name: s, secret: {secretName: s}}]
                        """);
        BuiltInDefaults.apply(Kinds.DEPLOYMENT, deployment);
        JsonNode once = deployment.deepCopy();
        BuiltInDefaults.apply(Kinds.DEPLOYMENT, deployment);
        assertThat((JsonNode) deployment).isEqualTo(once);
        assertThat(deployment.at("/spec/strategy").has("rollingUpdate")).isFalse();
        assertThat(deployment.at("/spec/template/spec/serviceAccount").asText()).isEqualTo("mine");
        assertThat(deployment.at("/spec/template/spec/volumes"))
                .isEqualTo(
                        yaml("list: [{name: v, emptyDir: {}}, {name: s, secret:"
                                        + " {secretName: s, defaultMode: 420}}]")
                                .path("list"));
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "nginx:1.27, IfNotPresent",
        "localhost:5000/nginx, Always",
        "nginx@sha256:00, IfNotPresent",
    })
    void imagesThatMayMoveAreAlwaysPulled(String image, String policy) {
        JsonNode pod = apply(Kinds.POD, "spec: {containers: [{image: '" + image + "'}]}");
        assertThat(pod.at("/spec/containers/0/imagePullPolicy").asText()).isEqualTo(policy);
    }

    @Test
    void probesPortsAndReferences() {
        JsonNode pod =
                apply(
                        Kinds.POD,
                        """
                        spec:
                          containers:
                          - ports: [{containerPort: 80}]
                            livenessProbe: {httpGet: {port: 80}}
                            env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                            resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 100m}}
                          volumes:
                          - {name: p, projected: {sources: [{serviceAccountToken: {path: t}}]}}
                        """);
        JsonNode container = pod.at("/spec/containers/0");
        assertThat(container.at("/ports/0/protocol").asText()).isEqualTo("TCP");
        assertThat(container.path("livenessProbe"))
                .isEqualTo(
                        yaml(
                                "{httpGet: {port: 80, path: /, scheme: HTTP}, timeoutSeconds: 1,"
                                    + " periodSeconds: 10, successThreshold: 1, failureThreshold:"
                                    + " 3}"));
        assertThat(container.at("/env/0/valueFrom/fieldRef/apiVersion").asText()).isEqualTo("v1");
        assertThat(container.at("/resources/requests")).isEqualTo(yaml("{cpu: 100m, memory: 1Gi}"));
        assertThat(pod.at("/spec/volumes/0/projected/defaultMode").asInt()).isEqualTo(420);
        assertThat(
                        pod.at(
                                        "/spec/volumes/0/projected/sources/0/serviceAccountToken"
                                                + "/expirationSeconds")
                                .asInt())
                .isEqualTo(3600);
    }

    @Test
    void servicesNameTheirTargets() {
        JsonNode service = apply(Kinds.SERVICE, "spec: {ports: [{port: 80}]}");
        assertThat(service)
                .isEqualTo(
                        yaml(
                                "spec: {ports: [{port: 80, protocol: TCP, targetPort: 80}], type:"
                                    + " ClusterIP, sessionAffinity: None, internalTrafficPolicy:"
                                    + " Cluster}"));
    }

    @Test
    void secretsAreEncoded() {
        JsonNode secret = apply(Kinds.SECRET, "{data: {a: AA==}, stringData: {b: hello}}");
        assertThat(secret).isEqualTo(yaml("{type: Opaque, data: {a: AA==, b: aGVsbG8=}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | BestEffort",
                "{requests: {cpu: 1}} | Burstable",
                "{limits: {cpu: 1}} | Burstable",
                "{limits: {cpu: 1, memory: 1Gi}} | Guaranteed",
                "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}} |"
                        + " Guaranteed",
                "{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}} | Burstable",
            })
    void qualityOfService(String resources, String quality) {
        JsonNode spec = yaml("containers: [{resources: " + resources + "}]");
        assertThat(QualityOfService.of(spec)).isEqualTo(quality);
    }

    private static JsonNode apply(ResourceType type, String manifest) {
        ObjectNode object = yaml(manifest);
        BuiltInDefaults.apply(type, object);
        return object;
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }
}
