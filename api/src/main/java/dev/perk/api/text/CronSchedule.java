package dev.perk.api.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When something should happen: minute, hour, day of the month, month, day of the week, or one of
 * the short forms.
 *
 * <p>Source of grammar, meaning and texts: {@code github.com/robfig/cron ParseStandard}, which
 * Kubernetes uses.
 */
public sealed interface CronSchedule {

    /** The first time after {@code after}; empty if there is none within five years. */
    Optional<Instant> next(Instant after, ZoneId zone);

    /** At fixed distances, of a second at least. */
    record Every(Duration pause) implements CronSchedule {
        private static final Duration SHORTEST = Duration.ofSeconds(1);

        public Every {
            pause = pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
        }

        @Override
        public Optional<Instant> next(Instant after, ZoneId zone) {
            return Optional.of(after.plus(pause).truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** What is wrong with {@code schedule}, or the schedule. */
    static Parsed<CronSchedule> parse(String schedule) {
        if (schedule.startsWith("@every ")) {
            String pause = schedule.substring("@every ".length());
            return GoDuration.parse(pause).map(Every::new);
        }
        if (schedule.startsWith("@")) {
            String meant = meant(schedule);
            return meant.isEmpty()
                    ? Parsed.bad("unrecognized descriptor: " + schedule)
                    : parse(meant);
        }
        List<String> parts =
                schedule.isBlank() ? List.of() : List.of(schedule.strip().split("\\s+", -1));
        return Calendar.parse(parts);
    }

    private static String meant(String shortForm) {
        return switch (shortForm) {
            case "@yearly", "@annually" -> "0 0 1 1 *";
            case "@monthly" -> "0 0 1 * *";
            case "@weekly" -> "0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@hourly" -> "0 * * * *";
            default -> "";
        };
    }

    /**
     * By the calendar.
     *
     * @param days of the week, 0 is Sunday
     * @param anyDay whether only one of the two ways to name a day is used; otherwise either will
     *     do
     */
    record Calendar(
            BitSet minutes, BitSet hours, BitSet dates, BitSet months, BitSet days, boolean anyDay)
            implements CronSchedule {
        private static final int YEARS = 5;
        private static final List<Part> PARTS =
                List.of(
                        new Part(0, 59, List.of()),
                        new Part(0, 23, List.of()),
                        new Part(1, 31, List.of()),
                        new Part(
                                1,
                                12,
                                List.of(
                                        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug",
                                        "sep", "oct", "nov", "dec")),
                        new Part(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

        private static Parsed<CronSchedule> parse(List<String> parts) {
            if (parts.size() != PARTS.size()) {
                return Parsed.bad(
                        "expected exactly 5 fields, found "
                                + parts.size()
                                + ": ["
                                + String.join(" ", parts)
                                + "]");
            }
            List<BitSet> sets = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                switch (PARTS.get(i).parse(parts.get(i))) {
                    case Parsed.Good<BitSet>(BitSet set) -> sets.add(set);
                    case Parsed.Bad<BitSet>(String why) -> {
                        return Parsed.bad(why);
                    }
                }
            }
            boolean anyDay = isAny(parts.get(2)) || isAny(parts.get(4));
            return Parsed.good(
                    new Calendar(
                            sets.get(0),
                            sets.get(1),
                            sets.get(2),
                            sets.get(3),
                            sets.get(4),
                            anyDay));
        }

        private static boolean isAny(String part) {
            return Stream.of(part.split(",", -1))
                    .anyMatch(range -> range.equals("*") || range.equals("?"));
        }

        @Override
        public Optional<Instant> next(Instant after, ZoneId zone) {
            ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            ZonedDateTime end = time.plusYears(YEARS);
            while (time.isBefore(end)) {
                if (!months.get(time.getMonthValue())) {
                    time = time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
                } else if (!isDay(time)) {
                    time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
                } else if (!hours.get(time.getHour())) {
                    time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
                } else if (!minutes.get(time.getMinute())) {
                    time = time.plusMinutes(1);
                } else {
                    return Optional.of(time.toInstant());
                }
            }
            return Optional.empty();
        }

        private boolean isDay(ZonedDateTime time) {
            boolean date = dates.get(time.getDayOfMonth());
            boolean day = days.get(time.getDayOfWeek().getValue() % 7);
            return anyDay ? date && day : date || day;
        }
    }

    /**
     * One of the five parts.
     *
     * @param names words for its numbers, beginning with {@code least}
     */
    record Part(int least, int most, List<String> names) {

        public Part {
            names = List.copyOf(names);
        }

        Parsed<BitSet> parse(String text) {
            BitSet set = new BitSet();
            for (String range : text.split(",", -1)) {
                Optional<String> problem = add(range, set);
                if (problem.isPresent()) {
                    return Parsed.bad(problem.get());
                }
            }
            return Parsed.good(set);
        }

        /** What is wrong with {@code range}; otherwise its numbers are in {@code set}. */
        private Optional<String> add(String range, BitSet set) {
            String[] byStep = range.split("/", -1);
            String[] bounds = byStep[0].split("-", -1);
            if (byStep.length > 2) {
                return Optional.of("too many slashes: " + range);
            }
            if (bounds.length > 2) {
                return Optional.of("too many hyphens: " + range);
            }
            boolean any = byStep[0].equals("*") || byStep[0].equals("?");
            boolean open = bounds.length == 1 && byStep.length == 2;
            int from = any ? least : number(bounds[0]);
            int to = any || (open && from >= 0) ? most : number(bounds[bounds.length - 1]);
            int step = byStep.length == 2 ? plainNumber(byStep[1]) : 1;
            if (from < 0 || to < 0 || step < 0) {
                return Optional.of("failed to parse int from " + range);
            }
            if (from < least) {
                return Optional.of(
                        "beginning of range ("
                                + from
                                + ") below minimum ("
                                + least
                                + "): "
                                + range);
            }
            if (to > most) {
                return Optional.of(
                        "end of range (" + to + ") above maximum (" + most + "): " + range);
            }
            if (from > to) {
                return Optional.of(
                        "beginning of range ("
                                + from
                                + ") beyond end of range ("
                                + to
                                + "): "
                                + range);
            }
            if (step == 0) {
                return Optional.of("step of range should be a positive number: " + range);
            }
            for (int number = from; number <= to; number += step) {
                set.set(number);
            }
            return Optional.empty();
        }

        /** A number, or a word for one; negative if it is neither. */
        private int number(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            return named >= 0 ? least + named : plainNumber(text);
        }

        private static int plainNumber(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                return -1;
            }
        }
    }
}
