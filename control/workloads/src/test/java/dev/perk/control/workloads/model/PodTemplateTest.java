package dev.perk.control.workloads.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.workloads.Given;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code deployment/util} TestEqualIgnoreHash, {@code util/hash} TestPodTemplateSpecHash.
 */
class PodTemplateTest {
    private static final String SOME =
            """
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]
            """;

    @Test
    void theHashLabelDoesNotCount() {
        assertSame(SOME, SOME.replace("app: web", "app: web, pod-template-hash: x"));
    }

    @Test
    void otherLabelsCount() {
        assertOther(SOME, SOME.replace("app: web", "app: web, tier: a"));
    }

    @Test
    void emptyAndAbsentAreTheSame() {
        assertSame(
                SOME,
                """
                metadata: {creationTimestamp: null, labels: {app: web}}
                spec:
                  securityContext: {}
                  volumes: []
                  containers:
                  - {name: c, image: nginx, resources: {limits: {}}, ports: [{containerPort: 80}]}
                """);
    }

    @Test
    void theOrderOfFieldsDoesNotCountButThatOfContainersDoes() {
        String two = "spec: {containers: [{name: a, image: x}, {name: b, image: y}]}";
        assertSame(two, "spec: {containers: [{image: x, name: a}, {image: y, name: b}]}");
        assertOther(two, "spec: {containers: [{name: b, image: y}, {name: a, image: x}]}");
    }

    @Test
    void aValueCannotPassForStructure() {
        assertOther("spec: {a: 'x,b=1:y'}", "spec: {a: x, b: y}");
    }

    @Test
    void theHashIsStableAndSafe() {
        PodTemplate template = template(SOME);
        assertThat(template.hash(0))
                .matches("[bcdfghjklmnpqrstvwxz2456789]{8,10}")
                .isEqualTo(template(SOME).hash(0))
                .isNotEqualTo(template.hash(1));
        assertThat(template.hash(1)).isNotEqualTo(template.hash(2));
    }

    private static void assertSame(String one, String other) {
        assertThat(template(one).sameAs(template(other))).isTrue();
    }

    private static void assertOther(String one, String other) {
        assertThat(template(one).sameAs(template(other))).isFalse();
    }

    private static PodTemplate template(String yaml) {
        return new PodTemplate(Given.yaml(yaml));
    }
}
