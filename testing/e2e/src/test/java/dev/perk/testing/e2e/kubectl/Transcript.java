package dev.perk.testing.e2e.kubectl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One topic: the files that its commands read, and the commands with what the reference answers.
 *
 * <pre>
 * # a comment
 * file NAME            a file, its lines after "| "
 * | kind: ConfigMap
 * $ kubectl get cm     a command of the shell
 * &gt; NAME   DATA        a line that it prints, with {@link Comparison placeholders}
 * ! error: no          a line that it prints to stderr
 * ? 1                  its exit code, if it is not 0
 * ~ REASON             Perk is known to answer something else, and why
 * </pre>
 *
 * @param topic also the namespace
 */
record Transcript(String topic, Map<String, String> files, List<Step> steps) {

    Transcript {
        files = new LinkedHashMap<>(files);
        steps = List.copyOf(steps);
    }

    /**
     * A command and its expected answer.
     *
     * @param line of the command in the topic's file, from 1
     */
    record Step(
            int line,
            String command,
            List<String> out,
            List<String> err,
            int exit,
            Optional<String> difference) {

        Step {
            out = List.copyOf(out);
            err = List.copyOf(err);
        }

        boolean isKnownToDiffer() {
            return difference.isPresent();
        }
    }

    /**
     * @throws IllegalArgumentException naming the line that is none of the above
     */
    static Transcript parse(String topic, List<String> lines) {
        Map<String, String> files = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        String file = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String rest = line.length() > 2 ? line.substring(2) : "";
            if (line.startsWith("file ")) {
                file = line.substring("file ".length());
                files.put(file, "");
            } else if (line.startsWith("$ ")) {
                steps.add(new Step(i + 1, rest, List.of(), List.of(), 0, Optional.empty()));
            } else if (line.startsWith("|") && steps.isEmpty() && !file.isEmpty()) {
                files.merge(file, rest + "\n", String::concat);
            } else if (steps.isEmpty()) {
                throw unreadable(topic, i, line);
            } else {
                Step step = steps.removeLast();
                steps.add(
                        switch (line.charAt(0)) {
                            case '>' -> with(step, append(step.out(), rest), step.err());
                            case '!' -> with(step, step.out(), append(step.err(), rest));
                            case '?' ->
                                    new Step(
                                            step.line(),
                                            step.command(),
                                            step.out(),
                                            step.err(),
                                            Integer.parseInt(rest),
                                            step.difference());
                            case '~' ->
                                    new Step(
                                            step.line(),
                                            step.command(),
                                            step.out(),
                                            step.err(),
                                            step.exit(),
                                            Optional.of(rest));
                            default -> throw unreadable(topic, i, line);
                        });
            }
        }
        return new Transcript(topic, files, steps);
    }

    private static Step with(Step step, List<String> out, List<String> err) {
        return new Step(step.line(), step.command(), out, err, step.exit(), step.difference());
    }

    private static List<String> append(List<String> lines, String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return more;
    }

    private static IllegalArgumentException unreadable(String topic, int index, String line) {
        return new IllegalArgumentException(
                topic
                        + ".txt:"
                        + (index + 1)
                        + ": "
                        + line
                        + " (expected: a line that begins with #, file, |, $, >, !, ? or ~)");
    }
}
