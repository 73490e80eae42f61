package dev.perk.control.controllers.ingress;

/**
 * The names inside the cluster under which the gateway can be called, such as {@code
 * perk-gateway.knative-serving.svc.cluster.local}.
 *
 * @param external for hosts that are public
 * @param local for hosts that stay inside the cluster
 */
public record GatewayNames(String external, String local) {}
