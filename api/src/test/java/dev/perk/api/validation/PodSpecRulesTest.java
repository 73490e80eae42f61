package dev.perk.api.validation;

import static dev.perk.api.validation.Manifest.features;
import static dev.perk.api.validation.Manifest.serviceWithContainer;
import static dev.perk.api.validation.Manifest.serviceWithPodSpec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.config.ServingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream: knative/serving pkg/apis/serving/k8s_validation_test.go, fieldmask_test.go. */
class PodSpecRulesTest {
    private static final String SPEC = "spec.template.spec.";
    private static final String CONTAINER = SPEC + "containers[0].";
    private static final String ONE = "containers: [{image: perk/hello}]\n";

    @Test
    void whatKnativeDoesNotOfferMustNotBeSet() {
        String podSpec =
                ONE + "hostNetwork: true\nnodeSelector: {a: b}\nautomountServiceAccountToken: true";
        assertThat(errors(podSpec))
                .isEqualTo(
                        "must not set the field(s):"
                            + " spec.template.spec.automountServiceAccountToken,"
                            + " spec.template.spec.hostNetwork, spec.template.spec.nodeSelector");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostNetwork: false",
                "schedulerName: ''",
                "nodeSelector: null",
                "tolerations: []",
                "nodeSelector: {}",
                "automountServiceAccountToken: false",
                "enableServiceLinks: true",
                "imagePullSecrets: [{name: a}]",
            })
    void whatSaysNothingIsNotSet(String field) {
        assertThat(errors(ONE + field)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shareProcessNamespace: false",
                "runtimeClassName: ''",
                "securityContext: {}",
                "affinity: {}",
                "dnsConfig: {}",
            })
    void whatIsAPointerInGoIsSetEvenIfItSaysNothing(String field) {
        String name = field.substring(0, field.indexOf(':'));
        assertThat(errors(ONE + field)).isEqualTo("must not set the field(s): " + SPEC + name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "affinity: {} | kubernetes.podspec-affinity",
                "topologySpreadConstraints: [{}] | kubernetes.podspec-topologyspreadconstraints",
                "hostAliases: [{}] | kubernetes.podspec-hostaliases",
                "nodeSelector: {a: b} | kubernetes.podspec-nodeselector",
                "runtimeClassName: a | kubernetes.podspec-runtimeclassname",
                "tolerations: [{}] | kubernetes.podspec-tolerations",
                "securityContext: {} | kubernetes.podspec-securitycontext",
                "shareProcessNamespace: true | kubernetes.podspec-shareprocessnamespace",
                "hostIPC: true | kubernetes.podspec-hostipc",
                "hostPID: true | kubernetes.podspec-hostpid",
                "hostNetwork: true | kubernetes.podspec-hostnetwork",
                "priorityClassName: a | kubernetes.podspec-priorityclassname",
                "schedulerName: a | kubernetes.podspec-schedulername",
                "dnsPolicy: None | kubernetes.podspec-dnspolicy",
                "dnsConfig: {} | kubernetes.podspec-dnsconfig",
            })
    void featuresOpenFields(String field, String feature) {
        String name = field.substring(0, field.indexOf(':'));
        assertThat(errors(ONE + field)).isEqualTo("must not set the field(s): " + SPEC + name);
        assertThat(errors(ONE + field, features(feature, "allowed"))).isEmpty();
        assertThat(errors(ONE + field, features(feature, "enabled"))).isEmpty();
    }

    @Test
    void namesOfServiceAccountsAreChecked() {
        assertThat(errors(ONE + "serviceAccountName: foo@bar.baz"))
                .isEqualTo(
                        "invalid value: foo@bar.baz: spec.template.spec.serviceAccountName\n"
                            + "a lowercase RFC 1123 subdomain must consist of lower case"
                            + " alphanumeric characters, '-' or '.', and must start and end with an"
                            + " alphanumeric character (e.g. 'example.com', regex used for"
                            + " validation is"
                            + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    }

    @Test
    void oneOfSeveralContainersServes() {
        assertThat(errors("containers: [{image: perk/a}, {image: perk/b}]"))
                .isEqualTo("missing field(s): spec.template.spec.containers[*].ports");
        assertThat(errors("containers: [{image: perk/a, ports: [{}]}, {image: perk/b}]")).isEmpty();
        assertThat(
                        errors(
                                "containers: [{image: perk/a, ports: [{}]}, {image: perk/b, ports:"
                                        + " [{}]}]"))
                .isEqualTo(
                        "more than one container port is set:"
                                + " spec.template.spec.containers[*].ports\n"
                                + "Only a single port is allowed across all containers");
    }

    @Test
    void severalContainersCanBeSwitchedOff() {
        assertThat(
                        errors(
                                "containers: [{image: perk/a, ports: [{}]}, {image: perk/b}]",
                                features("multi-container", "disabled")))
                .isEqualTo("multi-container is off, but found 2 containers: ");
    }

    @Test
    void namesOfContainersAreUnique() {
        assertThat(
                        errors(
                                "containers: [{image: perk/a, name: x, ports: [{}]}, {image:"
                                        + " perk/b, name: x}]"))
                .isEqualTo("duplicate container name \"x\": spec.template.spec.containers[1].name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: queue-proxy | \"queue-proxy\" is a reserved container name: @name",
                "lifecycle: {} | must not set the field(s): @lifecycle",
                "stdin: true | must not set the field(s): @stdin",
                "env: [{value: a}] | missing field(s): @env[0].name",
                "env: [{name: PORT}] | \"PORT\" is a reserved environment variable: @env[0].name",
                "env: [{name: A}, {name: K_SERVICE}] | \"K_SERVICE\" is a reserved environment"
                        + " variable: @env[1].name",
                "env: [{name: A, valueFrom: {fieldRef: {}}}] | must not set the field(s):"
                        + " @env[0].valueFrom.fieldRef",
                "env: [{name: A, valueFrom: {secretKeyRef: {key: a}}}] | ''",
                "envFrom: [{}] | expected exactly one, got neither: @envFrom.configMapRef,"
                        + " @envFrom.secretRef",
                "envFrom: [{secretRef: {}, configMapRef: {}}] | expected exactly one, got both:"
                        + " @envFrom.configMapRef, @envFrom.secretRef",
                "resources: {claims: [{name: a}]} | must not set the field(s): @resources.claims",
                "terminationMessagePolicy: Not a Policy | invalid value: Not a Policy:"
                        + " @terminationMessagePolicy",
                "ports: [{hostPort: 80}] | must not set the field(s): @ports.hostPort",
                "ports: [{containerPort: 8012}] | invalid value: 8012 is a reserved port:"
                        + " @ports.containerPort⏎8012 is a reserved port, please use a different"
                        + " value",
                "ports: [{containerPort: 8112}] | ''",
                "ports: [{containerPort: 70000}] | expected 0 <= 70000 <= 65535:"
                        + " @ports.containerPort",
                "ports: [{containerPort: 80, protocol: UDP}] | invalid value: UDP: @ports.protocol",
                "ports: [{containerPort: 80, name: foo}] | Port name foo is not allowed: @ports⏎"
                        + "Name must be empty, or one of: 'h2c', 'http1'",
                "securityContext: {privileged: true} | must not set the field(s):"
                        + " @securityContext.privileged",
                "securityContext: {privileged: false} | ''",
                "securityContext: {runAsUser: -10} | expected 0 <= -10 <= 2147483647:"
                        + " @securityContext.runAsUser",
                "securityContext: {capabilities: {add: [A]}} | must not set the field(s):"
                        + " @securityContext.capabilities.add",
                "securityContext: {capabilities: {drop: [A]}} | ''",
            })
    void containersAreChecked(String fields, String problem) {
        assertThat(serviceWithContainer(fields).text()).isEqualTo(at(problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab:c", "perk/hello", "localhost:5000/a/b:c", "a.b/cd@sha256:HEX"})
    void namesOfImages(String image) {
        String hex = "0123456789abcdef".repeat(4);
        assertThat(ImageRules.isReference(image.replace("HEX", hex))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a:b",
                "Perk/hello",
                "a b",
                "foo:bar:baz",
                "ab@sha256:12",
                "ab:c d",
                "ab@x"
            })
    void notNamesOfImages(String image) {
        assertThat(ImageRules.isReference(image)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "livenessProbe: {} | expected exactly one, got neither: @livenessProbe.exec,"
                        + " @livenessProbe.grpc, @livenessProbe.httpGet, @livenessProbe.tcpSocket",
                "readinessProbe: {httpGet: {path: /}, tcpSocket: {port: 80}} | expected exactly"
                        + " one, got both: @readinessProbe.httpGet, @readinessProbe.tcpSocket",
                "startupProbe: {grpc: {port: 1}, exec: {command: [a]}} | expected exactly one, got"
                        + " both: @startupProbe.exec, @startupProbe.gRPC",
                "livenessProbe: {httpGet: {port: imap}} | invalid value: imap:"
                        + " @livenessProbe.httpGet.port⏎Probe port must match container port",
                "livenessProbe: {httpGet: {port: http}} | ''",
                "livenessProbe: {httpGet: {port: 5000}} | ''",
                "readinessProbe: {periodSeconds: -5} | expected 0 <= -5 <= 2147483647:"
                        + " @readinessProbe.periodSeconds",
                "readinessProbe: {successThreshold: -1} | expected 1 <= -1 <= 2147483647:"
                        + " @readinessProbe.successThreshold",
                "readinessProbe: {failureThreshold: 2} | failureThreshold is disallowed when"
                        + " periodSeconds is zero: @readinessProbe.failureThreshold",
                "readinessProbe: {timeoutSeconds: 2} | timeoutSeconds is disallowed when"
                        + " periodSeconds is zero: @readinessProbe.timeoutSeconds",
                "readinessProbe: {periodSeconds: 1, timeoutSeconds: -1} | expected 1 <= -1 <="
                        + " 2147483647: @readinessProbe.timeoutSeconds",
                "livenessProbe: {httpGet: {port: 1, nope: a}} | must not set the field(s):"
                        + " @livenessProbe.httpGet.nope",
            })
    void probesAreChecked(String fields, String problem) {
        assertThat(serviceWithContainer(fields).text()).isEqualTo(at(problem));
    }

    @Test
    void sidecarsHaveProbesOnlyWhereThatIsSwitchedOn() {
        String podSpec =
                """
                containers:
                - {image: perk/a, ports: [{}]}
                - {image: perk/b, readinessProbe: {tcpSocket: {port: 9000}}}
                """;
        String probe = SPEC + "containers[1].readinessProbe";
        assertThat(errors(podSpec))
                .isEqualTo(
                        "must not set the field(s): " + probe + ", " + probe + ".successThreshold");
        ServingConfig probing = features("multi-container-probing", "enabled");
        assertThat(errors(podSpec, probing)).isEmpty();
        assertThat(errors(podSpec.replace("{port: 9000}", "{}"), probing))
                .isEqualTo(
                        "invalid value: 0: "
                                + probe
                                + ".tcpSocket.port\nProbe port must be specified");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: b, secret: {secretName: s}} | ''",
                "{name: b, emptyDir: {}} | ''",
                "{name: b, emptyDir: {medium: foo}} | invalid value: foo: @emptyDir.medium",
                "{name: b, emptyDir: {sizeLimit: '-1'}} | invalid value: -1: @emptyDir.sizeLimit",
                "{name: b} | expected exactly one, got neither: @configMap, @emptyDir, @projected,"
                        + " @secret",
                "{name: b, secret: {}, configMap: {}} | expected exactly one, got both: @configMap,"
                        + " @secret",
                "{name: b, hostPath: {path: /}} | HostPath volume support is disabled, but found"
                        + " HostPath volume b: ⏎must not set the field(s): @hostPath",
                "{name: b, persistentVolumeClaim: {claimName: c}} | Persistent volume claim support"
                        + " is disabled, but found persistent volume claim c: ⏎Persistent volume"
                        + " write support is disabled, but found persistent volume claim c that is"
                        + " not read-only: ⏎must not set the field(s): @persistentVolumeClaim",
                "{name: b, secret: {items: [{key: k}]}} | missing field(s): @items[0].path",
                "{name: b, projected: {sources: [{}]}} | expected exactly one, got neither:"
                        + " @projected[0].configMap, @projected[0].downwardAPI,"
                        + " @projected[0].secret, @projected[0].serviceAccountToken",
                "{name: b, projected: {sources: [{secret: {}}]}} | missing field(s):"
                        + " @projected[0].secret.name",
                "{name: b, projected: {sources: [{serviceAccountToken: {}}]}} | missing field(s):"
                        + " @projected[0].serviceAccountToken.path",
                "{name: b, projected: {sources: [{downwardAPI: {items: [{path: a, fieldRef: {},"
                        + " resourceFieldRef: {}}]}}]}} | Within a single item, cannot set both:"
                        + " @projected[0].downwardAPI.items[0].fieldRef,"
                        + " @projected[0].downwardAPI.items[0].resourceFieldRef",
            })
    void volumesAreChecked(String volume, String problem) {
        String podSpec =
                "containers: [{image: perk/a, volumeMounts: [{name: b, mountPath: /b}]}]\nvolumes:"
                        + " ["
                        + volume
                        + "]";
        assertThat(errors(podSpec))
                .isEqualTo(problem.replace("@", SPEC + "volumes[0].").replace('⏎', '\n'));
    }

    @Test
    void aBadNameOfAVolumeHidesThatItsKindIsOff() {
        String podSpec =
                "containers: [{image: perk/a, volumeMounts: [{name: B_, mountPath: /b}]}]\n"
                        + "volumes: [{name: B_, emptyDir: {}}]";
        assertThat(errors(podSpec, features("kubernetes.podspec-volumes-emptydir", "allowed")))
                .isEqualTo("invalid value: B_: spec.template.spec.volumes[0].name");
    }

    @Test
    void volumesAreMountedAndMountsHaveVolumes() {
        String podSpec =
                """
                containers: [{image: perk/a, volumeMounts: [{name: x, mountPath: /x}]}]
                volumes: [{name: b, emptyDir: {}}, {name: b, emptyDir: {}}]
                """;
        assertThat(errors(podSpec))
                .isEqualTo(
                        """
                        duplicate volume name "b": spec.template.spec.volumes[1].name
                        volume with name "b" not mounted: spec.template.spec.volumes[0].name, \
                        spec.template.spec.volumes[1].name
                        volumeMount has no matching volume: \
                        spec.template.spec.containers[0].volumeMounts[0].name\
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: b} | missing field(s): @mountPath",
                "{name: b, mountPath: /dev//log/} | mountPath \"/dev/log\" is a reserved path:"
                        + " @mountPath",
                "{name: b, mountPath: /a/..} | mountPath \"/\" is a reserved path: @mountPath",
                "{name: b, mountPath: not/absolute} | invalid value: not/absolute: @mountPath",
                "{name: b, mountPath: /b, mountPropagation: None} | Volume Mount Propagation"
                        + " support is disabled, but found volume mount b with mount propagation:"
                        + " ⏎must not set the field(s): @mountPropagation",
                "{name: b, mountPath: /b, subPathExpr: x} | must not set the field(s):"
                        + " @subPathExpr",
                "{name: b, mountPath: /b, subPath: x} | ''",
            })
    void mountsAreChecked(String mount, String problem) {
        String podSpec =
                "containers: [{image: perk/a, volumeMounts: ["
                        + mount
                        + "]}]\nvolumes: [{name: b, emptyDir: {}}]";
        assertThat(errors(podSpec))
                .isEqualTo(problem.replace("@", CONTAINER + "volumeMounts[0].").replace('⏎', '\n'));
    }

    @Test
    void pathsOfMountsAreUnique() {
        String podSpec =
                "containers: [{image: perk/a, volumeMounts: [{name: b, mountPath: /b}, {name: b,"
                        + " mountPath: /b/}]}]\nvolumes: [{name: b, emptyDir: {}}]";
        assertThat(errors(podSpec))
                .isEqualTo(
                        "invalid value: \"/b/\" must be unique: "
                                + CONTAINER
                                + "volumeMounts[1].mountPath");
    }

    @Test
    void initContainersNeedTheirFeatureToBeEnabled() {
        String podSpec = ONE + "initContainers: [{image: perk/init}]";
        assertThat(errors(podSpec))
                .isEqualTo(
                        "must not set the field(s): spec.template.spec.initContainers\n"
                                + "pod spec support for init-containers is off, but found 1 init"
                                + " containers: ");
        assertThat(errors(podSpec, features("kubernetes.podspec-init-containers", "allowed")))
                .isEqualTo(
                        "pod spec support for init-containers is off, but found 1 init containers:"
                                + " ");
        assertThat(errors(podSpec, features("kubernetes.podspec-init-containers", "enabled")))
                .isEmpty();
    }

    @Test
    void initContainersAreNotProbedAndMayUseThePort() {
        String podSpec =
                ONE
                        + "initContainers: [{image: perk/init, env: [{name: PORT}], readinessProbe:"
                        + " {tcpSocket: {port: 1}}}]";
        assertThat(errors(podSpec, features("kubernetes.podspec-init-containers", "enabled")))
                .isEqualTo(
                        "field not allowed in an init container:"
                                + " spec.template.spec.initContainers[0].readinessProbe");
    }

    @Test
    void readOnlyVolumesOfInitContainersMustBeMountedSo() {
        String podSpec =
                ONE
                        + "initContainers: [{image: perk/init, volumeMounts: [{name: s, mountPath:"
                        + " /s}]}]\nvolumes: [{name: s, secret: {secretName: s}}]";
        assertThat(errors(podSpec, features("kubernetes.podspec-init-containers", "enabled")))
                .isEqualTo(
                        "volume mount should be readOnly for this type of volume:"
                                + " spec.template.spec.initContainers[0].volumeMounts[0].readOnly");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{seccompProfile: {type: RuntimeDefault}} | ''",
                "{seccompProfile: {type: Localhost}} | must not set the field(s):"
                        + " spec.template.spec.securityContext.seccompProfile",
                "{runAsUser: 1} | must not set the field(s):"
                        + " spec.template.spec.securityContext.runAsUser",
            })
    void securePodDefaultsAllowAProfileForThePod(String context, String problem) {
        assertThat(
                        errors(
                                ONE + "securityContext: " + context,
                                features("secure-pod-defaults", "AllowRootBounded")))
                .isEqualTo(problem);
    }

    @Test
    void podSecurityContextsAreChecked() {
        ServingConfig open = features("kubernetes.podspec-securitycontext", "enabled");
        assertThat(errors(ONE + "securityContext: {supplementalGroups: [1, -1]}", open))
                .isEqualTo(
                        "expected 0 <= -1 <= 2147483647:"
                                + " spec.template.spec.securityContext.supplementalGroups[1]");
        assertThat(errors(ONE + "securityContext: {sysctls: [{}]}", open))
                .isEqualTo("must not set the field(s): spec.template.spec.securityContext.sysctls");
    }

    @Test
    void securePodDefaultsSilenceTheWarnings() {
        assertThat(serviceWithPodSpec(ONE, features("secure-pod-defaults", "enabled")).warnings())
                .isEmpty();
    }

    @Test
    void dropAllIsSpelledInCapitals() {
        assertThat(
                        serviceWithContainer("securityContext: {capabilities: {drop: [all]}}")
                                .warnings())
                .contains(
                        "invalid value: all: " + CONTAINER + "securityContext.capabilities.drop",
                        "Must be spelled as 'ALL'");
    }

    @ParameterizedTest
    @CsvSource({"/a/b/../c, /a/c", "//a//, /a", "a/./b, a/b", "../a, ../a", "/.., /", "'', ."})
    void pathsAreCleanedAsGoCleansThem(String path, String clean) {
        assertThat(MountRules.clean(path)).isEqualTo(clean);
    }

    private static String at(String problem) {
        return problem.replace("@", CONTAINER).replace('⏎', '\n');
    }

    private static String errors(String podSpec) {
        return errors(podSpec, ServingConfig.DEFAULT);
    }

    private static String errors(String podSpec, ServingConfig config) {
        return serviceWithPodSpec(podSpec, config).text();
    }
}
