package dev.perk.control.apiserver.builtin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a text says when something should happen: minute, hour, day of the month, month, day of
 * the week, or one of the short forms.
 *
 * <p>Source of grammar and texts: {@code github.com/robfig/cron ParseStandard}, which Kubernetes
 * uses.
 */
final class CronSchedule {
    private static final Set<String> SHORT_FORMS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /**
     * One of the five parts.
     *
     * @param names words for its numbers, beginning with {@code least}
     */
    private record Part(int least, int most, List<String> names) {}

    private static final List<Part> PARTS =
            List.of(
                    new Part(0, 59, List.of()),
                    new Part(0, 23, List.of()),
                    new Part(1, 31, List.of()),
                    new Part(1, 12, MONTHS),
                    new Part(0, 6, DAYS));

    private CronSchedule() {}

    /** What is wrong with {@code schedule}; empty if nothing is. */
    static Optional<String> problem(String schedule) {
        if (schedule.startsWith("@")) {
            boolean known = SHORT_FORMS.contains(schedule) || schedule.startsWith("@every ");
            return known ? Optional.empty() : Optional.of("unrecognized descriptor: " + schedule);
        }
        List<String> parts =
                schedule.isBlank() ? List.of() : List.of(schedule.strip().split("\\s+", -1));
        if (parts.size() != PARTS.size()) {
            return Optional.of(
                    "expected exactly 5 fields, found "
                            + parts.size()
                            + ": ["
                            + String.join(" ", parts)
                            + "]");
        }
        for (int i = 0; i < PARTS.size(); i++) {
            for (String range : parts.get(i).split(",", -1)) {
                Optional<String> problem = problem(range, PARTS.get(i));
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(String range, Part part) {
        String[] byStep = range.split("/", -1);
        String[] bounds = byStep[0].split("-", -1);
        if (byStep.length > 2) {
            return Optional.of("too many slashes: " + range);
        }
        if (bounds.length > 2) {
            return Optional.of("too many hyphens: " + range);
        }
        boolean any = byStep[0].equals("*") || byStep[0].equals("?");
        int from = any ? part.least() : number(bounds[0], part);
        int to = any ? part.most() : number(bounds[bounds.length - 1], part);
        int step = byStep.length == 2 ? number(byStep[1], new Part(0, 0, List.of())) : 1;
        if (from < 0 || to < 0 || step < 0) {
            return Optional.of("failed to parse int from " + range);
        }
        if (from < part.least()) {
            return Optional.of(
                    "beginning of range ("
                            + from
                            + ") below minimum ("
                            + part.least()
                            + "): "
                            + range);
        }
        if (to > part.most()) {
            return Optional.of(
                    "end of range (" + to + ") above maximum (" + part.most() + "): " + range);
        }
        if (from > to) {
            return Optional.of(
                    "beginning of range (" + from + ") beyond end of range (" + to + "): " + range);
        }
        return step == 0
                ? Optional.of("step of range should be a positive number: " + range)
                : Optional.empty();
    }

    /** A number, or a word for one; negative if it is neither. */
    private static int number(String text, Part part) {
        int named = part.names().indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return part.least() + named;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
