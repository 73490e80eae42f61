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
 * + LINE               a line that Perk alone prints to stderr besides: it says what it lacks
 * ~ REASON             Perk is known to answer something else, and why
 * ~RUNTIME REASON      the same, but only with this runtime of containers
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
     * @param added to stderr by Perk alone
     */
    record Step(
            int line,
            String command,
            List<String> out,
            List<String> err,
            int exit,
            List<String> added,
            Optional<String> difference) {

        Step {
            out = List.copyOf(out);
            err = List.copyOf(err);
            added = List.copyOf(added);
        }

        static Step of(int line, String command) {
            return new Step(line, command, List.of(), List.of(), 0, List.of(), Optional.empty());
        }

        private Step out(String more) {
            return new Step(line, command, append(out, more), err, exit, added, difference);
        }

        private Step err(String more) {
            return new Step(line, command, out, append(err, more), exit, added, difference);
        }

        private Step exit(String code) {
            return new Step(line, command, out, err, Integer.parseInt(code), added, difference);
        }

        private Step added(String more) {
            return new Step(line, command, out, err, exit, append(added, more), difference);
        }

        private Step differing(String why) {
            return new Step(line, command, out, err, exit, added, Optional.of(why));
        }

        boolean isKnownToDiffer() {
            return difference.isPresent();
        }
    }

    /**
     * @param runtime of containers, of which some of the known differences speak
     * @throws IllegalArgumentException naming the line that is none of the above
     */
    static Transcript parse(String topic, String runtime, List<String> lines) {
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
                steps.add(Step.of(i + 1, rest));
            } else if (line.startsWith("|") && steps.isEmpty() && !file.isEmpty()) {
                files.merge(file, rest + "\n", String::concat);
            } else if (steps.isEmpty()) {
                throw unreadable(topic, i, line);
            } else {
                Step step = steps.removeLast();
                steps.add(
                        switch (line.charAt(0)) {
                            case '>' -> step.out(rest);
                            case '!' -> step.err(rest);
                            case '?' -> step.exit(rest);
                            case '+' -> step.added(rest);
                            case '~' -> differing(step, line, runtime);
                            default -> throw unreadable(topic, i, line);
                        });
            }
        }
        return new Transcript(topic, files, steps);
    }

    private static Step differing(Step step, String line, String runtime) {
        int space = line.indexOf(' ');
        String only = line.substring(1, space);
        return only.isEmpty() || only.equals(runtime)
                ? step.differing(line.substring(space + 1))
                : step;
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
                        + " (expected: a line that begins with #, file, |, $, >, !, ?, + or ~)");
    }
}
