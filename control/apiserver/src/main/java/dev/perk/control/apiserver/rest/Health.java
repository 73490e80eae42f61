package dev.perk.control.apiserver.rest;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether this server works, for whoever watches over it.
 *
 * <p>Source of the texts: {@code k8s.io/apiserver pkg/server/healthz}.
 */
public final class Health {

    /**
     * One thing that must work.
     *
     * @param name as it stands in the long answer
     * @param works must be quick
     */
    public record Check(String name, BooleanSupplier works) {}

    private final List<Check> checks;

    public Health(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Only that somebody answers. */
    public static Health ping() {
        return new Health(List.of(new Check("ping", () -> true)));
    }

    /**
     * Answers {@code /healthz}, {@code /livez} or {@code /readyz}.
     *
     * @param segments of the path: the first, or also the name of one check
     */
    ApiAnswer.Full answer(List<String> segments, ApiRequest request) {
        if (segments.size() > 1) {
            return one(segments.get(1));
        }
        StringBuilder report = new StringBuilder();
        boolean well = true;
        List<String> excluded = request.query().getOrDefault("exclude", List.of());
        for (Check check : checks) {
            boolean works = excluded.contains(check.name()) || check.works().getAsBoolean();
            well &= works;
            report.append(works ? "[+]" : "[-]").append(check.name());
            if (excluded.contains(check.name())) {
                report.append(" excluded: ok\n");
            } else {
                report.append(works ? " ok\n" : " failed: reason withheld\n");
            }
        }
        String name = segments.getFirst();
        if (!well) {
            return ApiAnswer.text(500, report + name + " check failed\n");
        }
        return ApiAnswer.text(
                200,
                request.query().containsKey("verbose") ? report + name + " check passed\n" : "ok");
    }

    private ApiAnswer.Full one(String name) {
        for (Check check : checks) {
            if (check.name().equals(name)) {
                return check.works().getAsBoolean()
                        ? ApiAnswer.text(200, "ok")
                        : ApiAnswer.text(500, "internal server error: " + name + " failed\n");
            }
        }
        return ApiAnswer.text(404, "404 page not found\n");
    }
}
