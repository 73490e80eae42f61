package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Commands in pods, joining their programs, and connections to their ports. What is wrong with a
 * request is said before the connection becomes something else, as far as that can be known then.
 *
 * <p>Source of the texts: {@code k8s.io/kubernetes pkg/registry/core/pod/strategy.go}, {@code
 * pkg/kubelet/kubelet_pods.go}.
 */
final class PodSessions {
    private final Registry registry;
    private final PodAccess pods;

    PodSessions(Registry registry, PodAccess pods) {
        this.registry = registry;
        this.pods = pods;
    }

    ApiAnswer exec(Call call) {
        KubeObject pod = pod(call);
        String container = running(call, pod);
        List<String> command = call.request().query().getOrDefault("command", List.of());
        if (command.isEmpty()) {
            throw ApiException.badRequest("no command to run (expected: command=ls&command=-l)");
        }
        PodAccess.Streams streams = streams(call.request());
        return new ApiAnswer.Conversation(
                StreamProtocol.forChannels(call.request()),
                streams,
                output -> pods.exec(pod, container, command, streams, output));
    }

    ApiAnswer attach(Call call) {
        KubeObject pod = pod(call);
        String container = begun(call, pod);
        PodAccess.Streams streams = streams(call.request());
        return new ApiAnswer.Conversation(
                StreamProtocol.forChannels(call.request()),
                streams,
                output -> pods.attach(pod, container, streams, output));
    }

    ApiAnswer portForward(Call call) {
        KubeObject pod = pod(call);
        return new ApiAnswer.Forwarding(
                StreamProtocol.forPorts(call.request()),
                "pod " + pod.name() + ", uid " + pod.uid(),
                port -> pods.connect(pod, port));
    }

    private KubeObject pod(Call call) {
        KubeObject pod = registry.read(call.key(), OptionalLong.empty());
        if (pod.spec().path("nodeName").asText().isEmpty()) {
            throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
        }
        return pod;
    }

    private static String running(Call call, KubeObject pod) {
        var containers = new PodContainers(pod);
        String container = containers.choose(call.request().query("container"));
        if (!containers.isRunning(container)) {
            throw notFound(container);
        }
        return container;
    }

    /** One that runs, or has ended before the person came for whom it ran. */
    private static String begun(Call call, KubeObject pod) {
        var containers = new PodContainers(pod);
        String container = containers.choose(call.request().query("container"));
        if (!containers.isRunning(container) && !containers.hasEndedUnheard(container)) {
            throw notFound(container);
        }
        return container;
    }

    private static ApiException notFound(String container) {
        return ApiException.internal(
                "unable to upgrade connection: container not found (\"" + container + "\")");
    }

    private static PodAccess.Streams streams(ApiRequest request) {
        boolean tty = request.isSet("tty");
        var streams =
                new PodAccess.Streams(
                        request.isSet("stdin"),
                        request.isSet("stdout"),
                        request.isSet("stderr") && !tty,
                        tty);
        if (!streams.stdin() && !streams.stdout() && !streams.stderr()) {
            throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        return streams;
    }
}
