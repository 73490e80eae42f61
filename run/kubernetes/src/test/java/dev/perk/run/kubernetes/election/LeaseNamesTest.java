package dev.perk.run.kubernetes.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.NamespacedName;
import dev.perk.api.config.LeaderElectionConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names as found in a cluster that runs Knative Serving v1.23. */
class LeaseNamesTest {

    private static LeaderElectionConfig config(String... data) {
        return LeaderElectionConfig.parse(data.length == 0 ? Map.of() : Map.of(data[0], data[1]));
    }

    @Test
    void aControllersLeaseIsNamedAfterItsReconciler() {
        assertThat(LeaseNames.ofController("controller", "route-controller", config()))
                .containsExactly(
                        "controller.knative.dev.serving.pkg.reconciler.route.reconciler.00-of-01");
    }

    @Test
    void theControllerOfHorizontalScalingLivesInAProcessOfItsOwn() {
        assertThat(
                        LeaseNames.ofController(
                                "autoscaler-hpa", "hpa-class-podautoscaler-controller", config()))
                .containsExactly(
                        "autoscaler-hpa.knative.dev.serving.pkg.reconciler.autoscaling.hpa"
                                + ".reconciler.00-of-01");
    }

    @Test
    void theIngressOfTheBuiltInGatewayIsOurs() {
        assertThat(LeaseNames.ofController("controller", "ingress-controller", config()))
                .containsExactly("controller.perk.dev.ingress.reconciler.00-of-01");
    }

    @Test
    void thereIsALeaseForEachBucket() {
        assertThat(LeaseNames.ofAutoscaler(config("buckets", "3")))
                .containsExactly(
                        "autoscaler-bucket-00-of-03",
                        "autoscaler-bucket-01-of-03",
                        "autoscaler-bucket-02-of-03");
    }

    @Test
    void aPrefixCanBeRenamed() {
        String usual = "controller.knative.dev.serving.pkg.reconciler.route.reconciler";
        assertThat(
                        LeaseNames.ofController(
                                "controller",
                                "route-controller",
                                config("map-lease-prefix." + usual, "routes")))
                .containsExactly("routes.00-of-01");
    }

    /** Vectors computed with knative/pkg hash.ChooseSubset. */
    @Test
    void everyProcessPutsAKeyIntoTheSameBucket() {
        List<String> three = LeaseNames.ofAutoscaler(config("buckets", "3"));
        assertThat(bucket(three, "default", "hello-00001")).isEqualTo("autoscaler-bucket-00-of-03");
        assertThat(bucket(three, "default", "hello-00002")).isEqualTo("autoscaler-bucket-01-of-03");
        assertThat(bucket(three, "prod", "checkout-00007")).isEqualTo("autoscaler-bucket-02-of-03");
        List<String> ten = LeaseNames.ofAutoscaler(config("buckets", "10"));
        assertThat(bucket(ten, "default", "hello-00001")).isEqualTo("autoscaler-bucket-05-of-10");
        assertThat(bucket(ten, "team-a", "api-00012")).isEqualTo("autoscaler-bucket-06-of-10");
    }

    private static String bucket(List<String> names, String namespace, String name) {
        return Buckets.owner(names, new NamespacedName(namespace, name));
    }
}
