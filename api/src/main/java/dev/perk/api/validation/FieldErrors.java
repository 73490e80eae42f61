package dev.perk.api.validation;

import dev.perk.api.text.GoQuote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one validation has found: errors, which refuse the object, and warnings, which do not.
 *
 * <p>{@link #text} is what users see. What differs only in its path is merged, and everything is
 * sorted by its bytes, so the order of finding does not matter. Source: {@code knative/pkg
 * apis/field_error.go}.
 */
public final class FieldErrors {
    private static final Comparator<String> BYTEWISE =
            (left, right) -> Arrays.compareUnsigned(utf8(left), utf8(right));
    private static final Comparator<Finding> RENDERED =
            Comparator.comparing(Finding::message, BYTEWISE)
                    .thenComparing(Finding::details, BYTEWISE);

    private record Finding(String message, String details) {}

    private final Map<Finding, SortedSet<String>> errors = new TreeMap<>(RENDERED);
    private final Map<Finding, SortedSet<String>> warnings = new TreeMap<>(RENDERED);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Something is wrong; it may concern several fields, or none in particular. */
    public void error(String message, FieldPath... paths) {
        errorWithDetails(message, "", paths);
    }

    /** The details are printed on lines of their own. */
    public void errorWithDetails(String message, String details, FieldPath... paths) {
        add(errors, new Finding(message, details), paths);
    }

    public void warning(String message, FieldPath... paths) {
        warningWithDetails(message, "", paths);
    }

    public void warningWithDetails(String message, String details, FieldPath... paths) {
        add(warnings, new Finding(message, details), paths);
    }

    private static void add(
            Map<Finding, SortedSet<String>> findings, Finding finding, FieldPath... paths) {
        SortedSet<String> all = findings.computeIfAbsent(finding, f -> new TreeSet<>(BYTEWISE));
        for (FieldPath path : paths) {
            all.add(path.text());
        }
    }

    public void missing(FieldPath... paths) {
        error("missing field(s)", paths);
    }

    public void disallowed(FieldPath... paths) {
        error("must not set the field(s)", paths);
    }

    public void invalidValue(Object value, FieldPath path, String... details) {
        errorWithDetails("invalid value: " + value, String.join(", ", details), path);
    }

    public void invalidKey(String key, FieldPath path, Collection<String> details) {
        errorWithDetails(
                "invalid key name " + GoQuote.quote(key), String.join(", ", details), path);
    }

    public void outOfBounds(Object value, Object least, Object most, FieldPath path) {
        error("expected " + least + " <= " + value + " <= " + most, path);
    }

    public void missingOneOf(FieldPath parent, Collection<String> fields) {
        error("expected exactly one, got neither", below(parent, fields));
    }

    public void multipleOneOf(FieldPath parent, Collection<String> fields) {
        error("expected exactly one, got both", below(parent, fields));
    }

    private static FieldPath[] below(FieldPath parent, Collection<String> fields) {
        return fields.stream().map(parent::field).toArray(FieldPath[]::new);
    }

    public boolean hasErrors() {
        return !errors.isEmpty();
    }

    /** All errors, one below the other; empty if there are none. */
    public String text() {
        return String.join("\n", render(errors));
    }

    /** One line for each, as Kubernetes' warning header wants them. */
    public List<String> warnings() {
        return render(warnings).stream().flatMap(String::lines).toList();
    }

    private static List<String> render(Map<Finding, SortedSet<String>> findings) {
        List<String> lines = new ArrayList<>();
        findings.forEach((finding, paths) -> {
            String line = finding.message() + ": " + String.join(", ", paths);
            lines.add(finding.details().isEmpty() ? line : line + "\n" + finding.details());
        });
        return lines;
    }

    @Override
    public String toString() {
        return "errors: " + text() + " warnings: " + warnings();
    }
}
