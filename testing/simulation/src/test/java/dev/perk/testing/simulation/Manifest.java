package dev.perk.testing.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Knative Service, as people write it.
 *
 * @param annotations of its revisions, without the group {@code autoscaling.knative.dev/}
 * @param env what its {@link Behaviour} is read from
 * @param traffic lines of YAML, empty for all to the latest revision
 */
record Manifest(
        String name,
        Map<String, String> annotations,
        Map<String, String> env,
        int containerConcurrency,
        String traffic) {

    static Manifest service(String name) {
        return new Manifest(name, Map.of(), Map.of(), 0, "");
    }

    Manifest annotated(String key, String value) {
        return new Manifest(
                name, with(annotations, key, value), env, containerConcurrency, traffic);
    }

    Manifest env(String key, String value) {
        return new Manifest(
                name, annotations, with(env, key, value), containerConcurrency, traffic);
    }

    /** How long it takes until a container accepts connections, in milliseconds. */
    Manifest startsIn(String millis) {
        return env(Behaviour.START, millis);
    }

    /** How long a request takes, in milliseconds. */
    Manifest answersIn(String millis) {
        return env(Behaviour.ANSWER, millis);
    }

    Manifest containerConcurrency(int limit) {
        return new Manifest(name, annotations, env, limit, traffic);
    }

    /**
     * @param lines of a flow-style list, such as {@code {revisionName: a, percent: 100}}
     */
    Manifest traffic(String... lines) {
        return new Manifest(name, annotations, env, containerConcurrency, String.join(", ", lines));
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        var more = new TreeMap<>(map);
        more.put(key, value);
        return more;
    }

    String yaml() {
        String notes =
                annotations.entrySet().stream()
                        .map(note ->
                                "autoscaling.knative.dev/"
                                        + note.getKey()
                                        + ": \""
                                        + note.getValue()
                                        + "\"")
                        .collect(Collectors.joining(", "));
        String variables =
                env.entrySet().stream()
                        .map(variable ->
                                "{name: "
                                        + variable.getKey()
                                        + ", value: \""
                                        + variable.getValue()
                                        + "\"}")
                        .collect(Collectors.joining(", "));
        return """
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata:
          name: %s
        spec:
          template:
            metadata:
              annotations: {%s}
            spec:
              containerConcurrency: %d
              containers:
              - image: example.com/hello
                env: [%s]
        """
                        .formatted(name, notes, containerConcurrency, variables)
                + (traffic.isEmpty() ? "" : "  traffic: [" + traffic + "]\n");
    }
}
