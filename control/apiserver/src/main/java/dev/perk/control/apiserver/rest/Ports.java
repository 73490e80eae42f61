package dev.perk.control.apiserver.rest;

/**
 * What the API asks others for, as it is not in the store.
 *
 * @param logs what containers have written
 * @param pods what reaches into running pods
 * @param explanations why things are as they are
 * @param health whether this server works
 */
public record Ports(PodLogs logs, PodAccess pods, Explanations explanations, Health health) {

    /** An API with nothing around it. */
    public static Ports none() {
        return new Ports(PodLogs.none(), PodAccess.none(), Explanations.none(), Health.ping());
    }
}
