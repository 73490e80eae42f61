package dev.perk.control.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables against fabric8's model classes, which are generated from the same Go types. */
class MessageTableTest {

    static Stream<ResourceType> served() {
        return Kinds.SERVED.stream();
    }

    @ParameterizedTest
    @MethodSource("served")
    void describesEveryServedKind(ResourceType type) {
        assertThat(MessageTable.of(type).kind(type.apiVersion(), type.kind())).isPresent();
    }

    @Test
    void describesEveryMessageThatAFieldNames() {
        for (MessageTable table : List.of(MessageTable.kubernetes(), MessageTable.knative())) {
            for (Message message : table.messages()) {
                message.fields().forEach(table::messageOf);
            }
        }
        assertThat(MessageTable.kubernetes().messages()).hasSizeGreaterThan(200);
    }

    @Test
    void givesEveryNumberOnce() {
        for (Message message : MessageTable.kubernetes().messages()) {
            if (message.isNumbered()) {
                assertThat(message.byNumber()).as(message.name()).hasSameSizeAs(message.fields());
            }
        }
    }

    static final Map<String, Class<?>> MODEL =
            Map.ofEntries(
                    Map.entry("v1 Pod", io.fabric8.kubernetes.api.model.Pod.class),
                    Map.entry("v1 Service", io.fabric8.kubernetes.api.model.Service.class),
                    Map.entry("v1 Node", io.fabric8.kubernetes.api.model.Node.class),
                    Map.entry(
                            "apps/v1 Deployment",
                            io.fabric8.kubernetes.api.model.apps.Deployment.class),
                    Map.entry(
                            "serving.knative.dev/v1 Service",
                            io.fabric8.knative.serving.v1.Service.class),
                    Map.entry(
                            "serving.knative.dev/v1 Route",
                            io.fabric8.knative.serving.v1.Route.class),
                    Map.entry(
                            "serving.knative.dev/v1 Revision",
                            io.fabric8.knative.serving.v1.Revision.class),
                    Map.entry(
                            "autoscaling.internal.knative.dev/v1alpha1 PodAutoscaler",
                            io.fabric8.knative.internal.autoscaling.v1alpha1.PodAutoscaler.class),
                    Map.entry(
                            "networking.internal.knative.dev/v1alpha1 Ingress",
                            io.fabric8.knative.internal.networking.v1alpha1.Ingress.class),
                    Map.entry(
                            "networking.internal.knative.dev/v1alpha1 ServerlessService",
                            io.fabric8.knative.internal.networking.v1alpha1.ServerlessService
                                    .class),
                    Map.entry(
                            "v1 ReplicationController",
                            io.fabric8.kubernetes.api.model.ReplicationController.class),
                    Map.entry(
                            "v1 ResourceQuota",
                            io.fabric8.kubernetes.api.model.ResourceQuota.class),
                    Map.entry("v1 LimitRange", io.fabric8.kubernetes.api.model.LimitRange.class),
                    Map.entry(
                            "v1 PersistentVolume",
                            io.fabric8.kubernetes.api.model.PersistentVolume.class),
                    Map.entry(
                            "v1 PersistentVolumeClaim",
                            io.fabric8.kubernetes.api.model.PersistentVolumeClaim.class),
                    Map.entry("v1 PodTemplate", io.fabric8.kubernetes.api.model.PodTemplate.class),
                    Map.entry("v1 Event", io.fabric8.kubernetes.api.model.Event.class),
                    Map.entry(
                            "apps/v1 StatefulSet",
                            io.fabric8.kubernetes.api.model.apps.StatefulSet.class),
                    Map.entry(
                            "apps/v1 DaemonSet",
                            io.fabric8.kubernetes.api.model.apps.DaemonSet.class),
                    Map.entry(
                            "apps/v1 ControllerRevision",
                            io.fabric8.kubernetes.api.model.apps.ControllerRevision.class),
                    Map.entry("batch/v1 Job", io.fabric8.kubernetes.api.model.batch.v1.Job.class),
                    Map.entry(
                            "batch/v1 CronJob",
                            io.fabric8.kubernetes.api.model.batch.v1.CronJob.class),
                    Map.entry(
                            "autoscaling/v1 HorizontalPodAutoscaler",
                            io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler
                                    .class),
                    Map.entry(
                            "autoscaling/v2 HorizontalPodAutoscaler",
                            io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler
                                    .class),
                    Map.entry(
                            "networking.k8s.io/v1 Ingress",
                            io.fabric8.kubernetes.api.model.networking.v1.Ingress.class),
                    Map.entry(
                            "networking.k8s.io/v1 IngressClass",
                            io.fabric8.kubernetes.api.model.networking.v1.IngressClass.class),
                    Map.entry(
                            "networking.k8s.io/v1 NetworkPolicy",
                            io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class),
                    Map.entry(
                            "policy/v1 PodDisruptionBudget",
                            io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class),
                    Map.entry(
                            "scheduling.k8s.io/v1 PriorityClass",
                            io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass.class),
                    Map.entry(
                            "storage.k8s.io/v1 StorageClass",
                            io.fabric8.kubernetes.api.model.storage.StorageClass.class),
                    Map.entry(
                            "node.k8s.io/v1 RuntimeClass",
                            io.fabric8.kubernetes.api.model.node.v1.RuntimeClass.class),
                    Map.entry(
                            "events.k8s.io/v1 Event",
                            io.fabric8.kubernetes.api.model.events.v1.Event.class),
                    Map.entry(
                            "discovery.k8s.io/v1 EndpointSlice",
                            io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice.class));

    static Stream<String> modelled() {
        return MODEL.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("modelled")
    void namesOnlyFieldsThatTheModelHasToo(String kind) {
        String[] words = kind.split(" ", -1);
        MessageTable table =
                kind.contains("knative") ? MessageTable.knative() : MessageTable.kubernetes();
        Class<?> model = Objects.requireNonNull(MODEL.get(kind));
        assertThat(HasMetadata.class).isAssignableFrom(model);

        List<String> unknown =
                unknown(table, table.kind(words[0], words[1]).orElseThrow(), model, kind).toList();

        assertThat(unknown).isEmpty();
    }

    /** Paths of fields in the table that the class has not. */
    private static Stream<String> unknown(
            MessageTable table, Message message, Class<?> model, String path) {
        Map<String, BeanPropertyDefinition> properties = properties(model);
        return message.fields().stream()
                .flatMap(field -> {
                    if (field.inline()) {
                        return unknown(table, table.messageOf(field).orElseThrow(), model, path);
                    }
                    String here = path + "." + field.name();
                    BeanPropertyDefinition property = properties.get(field.name());
                    if (property == null) {
                        return Stream.of(here);
                    }
                    var type = property.getPrimaryType();
                    Class<?> inner =
                            (type.isContainerType() ? type.getContentType() : type).getRawClass();
                    return table.messageOf(field).stream()
                            .flatMap(next -> unknown(table, next, inner, here));
                });
    }

    private static Map<String, BeanPropertyDefinition> properties(Class<?> model) {
        var config = Json.mapper().getDeserializationConfig();
        return config.introspect(config.constructType(model)).findProperties().stream()
                .collect(Collectors.toMap(BeanPropertyDefinition::getName, property -> property));
    }
}
