package dev.perk.run.standalone.ports;

import dev.perk.control.apiserver.rest.PodAccess;
import dev.perk.control.node.agent.io.CommandPump;
import dev.perk.control.node.agent.io.NodeAgent;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.PodConnection;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The insides of the pods that run here, for the API. */
public record AgentPods(NodeAgent agent) implements PodAccess {
    private static final Logger log = LoggerFactory.getLogger(AgentPods.class);

    @Override
    public Session exec(
            KubeObject pod,
            String container,
            List<String> command,
            Streams streams,
            Output output) {
        var wish = new ContainerCommand.Wish(command, streams.stdin(), streams.tty());
        return switch (agent.exec(pod.namespacedName(), container, wish)) {
            case ContainerCommand.Result.Begun(ContainerCommand begun) ->
                    talk(begun, output, output::ended);
            case ContainerCommand.Result.Refused(String why) ->
                    throw ApiException.internal("error executing command in container: " + why);
        };
    }

    @Override
    public Session attach(KubeObject pod, String container, Streams streams, Output output) {
        return switch (agent.attach(pod.namespacedName(), container)) {
            // How the container ended is in the Pod's status, where kubectl looks for it.
            case ContainerCommand.Result.Begun(ContainerCommand joined) ->
                    talk(joined, output, _ -> output.ended(0));
            case ContainerCommand.Result.Refused(String why) ->
                    throw ApiException.internal("error attaching to container: " + why);
        };
    }

    private static Session talk(ContainerCommand command, Output output, IntConsumer whenEnded) {
        CommandPump.start(
                command,
                new CommandPump.Listener() {
                    @Override
                    public void onOutput(byte[] bytes) {
                        output.stdout(bytes);
                    }

                    @Override
                    public void onErrors(byte[] bytes) {
                        output.stderr(bytes);
                    }

                    @Override
                    public void onEnd(int exitCode) {
                        whenEnded.accept(exitCode);
                    }

                    @Override
                    public void onBroken(String problem) {
                        output.broken(problem);
                    }
                });
        return new Session() {
            @Override
            public OutputStream stdin() {
                return command.input();
            }

            @Override
            public void resize(int columns, int rows) {
                command.resize(columns, rows);
            }

            @Override
            public void close() {
                command.close();
            }
        };
    }

    @Override
    public Connection connect(KubeObject pod, int port) throws IOException {
        PodConnection connection = agent.connect(pod.namespacedName(), port);
        return new Connection() {
            @Override
            public InputStream in() {
                return connection.in();
            }

            @Override
            public OutputStream out() {
                return connection.out();
            }

            @Override
            public void close() {
                try {
                    connection.close();
                } catch (IOException e) {
                    log.debug("connection to port {} did not close", port, e);
                }
            }
        };
    }
}
