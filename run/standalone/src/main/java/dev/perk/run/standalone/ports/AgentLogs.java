package dev.perk.run.standalone.ports;

import dev.perk.control.apiserver.rest.PodLogs;
import dev.perk.control.node.agent.io.NodeAgent;
import dev.perk.control.node.agent.io.PodLogReader;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.io.InputStream;
import java.util.OptionalInt;

/** Logs of the pods that run here, for the API. */
public record AgentLogs(NodeAgent agent) implements PodLogs {

    @Override
    public InputStream open(KubeObject pod, String container, Options options) {
        var lines =
                new PodLogReader.Query(
                        options.follow(),
                        options.timestamps(),
                        options.tailLines().isPresent()
                                ? OptionalInt.of(
                                        (int)
                                                Math.min(
                                                        options.tailLines().getAsLong(),
                                                        Integer.MAX_VALUE))
                                : OptionalInt.empty(),
                        options.since(),
                        options.limitBytes());
        var query = new NodeAgent.LogQuery(container, options.previous(), lines);
        var stream = new ChunkStream();
        return switch (agent.readLog(pod.namespacedName(), query, stream::add, stream::end)) {
            case NodeAgent.LogAnswer.Reading(Runnable stop) -> stream.stoppedBy(stop);
            case NodeAgent.LogAnswer.Refused(String why) -> throw ApiException.badRequest(why);
        };
    }
}
