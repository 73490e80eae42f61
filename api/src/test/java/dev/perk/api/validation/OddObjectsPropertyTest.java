package dev.perk.api.validation;

import static dev.perk.api.validation.Manifest.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.defaults.KnativeDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever somebody sends, the answer is a judgement and not a stack trace. */
class OddObjectsPropertyTest {
    private static final List<ResourceType> KINDS =
            List.of(
                    Kinds.KNATIVE_SERVICE,
                    Kinds.CONFIGURATION,
                    Kinds.REVISION,
                    Kinds.ROUTE,
                    Kinds.POD_AUTOSCALER,
                    Kinds.METRIC,
                    Kinds.SERVERLESS_SERVICE,
                    Kinds.INGRESS,
                    Kinds.IMAGE);
    private static final String EVERYTHING =
            """
            metadata: {name: a, labels: {serving.knative.dev/service: s}, annotations: {a: b},
              ownerReferences: [{kind: Service, name: s}]}
            spec:
              template:
                metadata: {name: a-b, annotations: {autoscaling.knative.dev/min-scale: '1'}}
                spec:
                  timeoutSeconds: 1
                  containerConcurrency: 2
                  securityContext: {runAsUser: 1, supplementalGroups: [1]}
                  containers:
                  - image: perk/hello
                    ports: [{containerPort: 80, name: h2c}]
                    env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]
                    envFrom: [{secretRef: {name: s}}]
                    readinessProbe: {httpGet: {port: 80}, periodSeconds: 1}
                    resources: {requests: {cpu: 1}, limits: {cpu: 2}}
                    securityContext: {capabilities: {add: [A], drop: [all]}}
                    volumeMounts: [{name: v, mountPath: /v}]
                  initContainers: [{image: perk/init}]
                  volumes: [{name: v, projected: {sources: [{downwardAPI: {items: [{path: a}]}}]}},
                    {name: w, emptyDir: {sizeLimit: 1Mi}}, {name: x, image: {reference: a}}]
              containers: [{image: perk/hello}]
              traffic: [{percent: 100, tag: a, latestRevision: true}]
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}
              rules: [{http: {paths: [{splits: [{serviceName: a, percent: 100}]}]}}]
              tls: [{hosts: [a]}]
            """;

    @Property(tries = 3000)
    void isJudged(@ForAll long seed) {
        Random random = new Random(seed);
        ObjectNode before = odd(random);
        ObjectNode after = odd(random);
        ResourceType type = KINDS.get(random.nextInt(KINDS.size()));
        Write write =
                random.nextBoolean()
                        ? Write.create(type, after, "eve")
                        : Write.update(type, after, before, "eve");
        ObjectNode filled = KnativeDefaults.apply(write, ServingConfig.DEFAULT);
        FieldErrors errors = KnativeRules.check(write.with(filled), ServingConfig.DEFAULT);
        assertThat(errors.hasErrors()).isEqualTo(!errors.text().isEmpty());
    }

    /** The manifest with a few of its values replaced by something else. */
    private static ObjectNode odd(Random random) {
        ObjectNode object = yaml(EVERYTHING);
        for (int i = random.nextInt(4); i > 0; i--) {
            List<ContainerNode<?>> places = new ArrayList<>();
            collect(object, places);
            replaceIn(places.get(random.nextInt(places.size())), random);
        }
        return object;
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> places) {
        if (node instanceof ContainerNode<?> container && !container.isEmpty()) {
            places.add(container);
            container.forEach(child -> collect(child, places));
        }
    }

    private static void replaceIn(ContainerNode<?> place, Random random) {
        int index = random.nextInt(place.size());
        switch (place) {
            case ArrayNode array -> array.set(index, odd(random.nextInt(8)));
            case ObjectNode object -> {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                object.set(names.get(index), odd(random.nextInt(8)));
            }
            default -> throw new AssertionError(place);
        }
    }

    private static JsonNode odd(int which) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (which) {
            case 0 -> make.nullNode();
            case 1 -> make.textNode("");
            case 2 -> make.textNode("odd");
            case 3 -> make.numberNode(-1);
            case 4 -> make.numberNode(1e30);
            case 5 -> make.booleanNode(true);
            case 6 -> make.arrayNode().add(make.nullNode());
            default -> make.objectNode().put("odd", "odd");
        };
    }
}
