package dev.perk.control.workloads.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import org.junit.jupiter.api.Test;

class SelectorIndexTest {
    private final SelectorIndex index = new SelectorIndex();

    @Test
    void findsTheServicesOfAPod() {
        index.onChange(null, service("both", "{selector: {app: web, tier: a}}"));
        index.onChange(null, service("one", "{selector: {app: web}}"));
        index.onChange(null, service("none", "{ports: [{port: 80}]}"));
        assertThat(index.selecting(pod("{app: web, tier: a}")))
                .extracting(NamespacedName::name)
                .containsExactlyInAnyOrder("both", "one");
        assertThat(index.selecting(pod("{app: web}")))
                .extracting(NamespacedName::name)
                .containsExactly("one");
        assertThat(index.selecting(pod("{tier: a}"))).isEmpty();
    }

    @Test
    void followsChanges() {
        KubeObject before = service("one", "{selector: {app: web}}");
        KubeObject after = service("one", "{selector: {app: api}}");
        index.onChange(null, before);
        index.onChange(before, after);
        assertThat(index.selecting(pod("{app: web}"))).isEmpty();
        assertThat(index.selecting(pod("{app: api}"))).hasSize(1);
        index.onChange(after, null);
        assertThat(index.selecting(pod("{app: api}"))).isEmpty();
    }

    @Test
    void servicesOfOtherNamespacesDoNotCount() {
        index.onChange(
                null,
                Given.object(
                        Kinds.SERVICE,
                        "far",
                        "{metadata: {namespace: far}, spec: {selector: {app: web}}}"));
        assertThat(index.selecting(pod("{app: web}"))).isEmpty();
    }

    private static KubeObject service(String name, String spec) {
        return Given.object(Kinds.SERVICE, name, "spec: " + spec);
    }

    private static KubeObject pod(String labels) {
        return Given.object(Kinds.POD, "pod", "metadata: {labels: " + labels + "}");
    }
}
