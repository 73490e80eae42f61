package dev.perk.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How names, labels and the like may be spelled, with the words in which Kubernetes says so. An
 * empty list means that the text is fine.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/validation/validation.go}, {@code
 * pkg/api/validation/generic.go} at 1.32, the version that our API reports. {@code
 * dev.perk.api.validation.NameRules} is its twin with the words of the later version that Knative's
 * webhook is built with: people compare both with the original, so neither can stand for the other.
 */
public final class NameSyntax {
    private static final int MAX_LABEL = 63;
    private static final int MAX_SUBDOMAIN = 253;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";

    private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);

    /** Possessive, as Java recurses into a repeated group that it may have to leave again. */
    private static final Pattern SUBDOMAIN_PATTERN =
            Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+");

    private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
    private static final Pattern QUALIFIED_PATTERN = Pattern.compile(QUALIFIED);
    private static final Pattern LABEL_VALUE_PATTERN = Pattern.compile(LABEL_VALUE);

    private NameSyntax() {}

    /** RFC 1123: the name of a Namespace. */
    public static List<String> label(String name) {
        return check(
                name,
                MAX_LABEL,
                LABEL_PATTERN,
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                        + " '-', and must start and end with an alphanumeric character (e.g."
                        + " 'my-name',  or '123-abc', regex used for validation is '"
                        + LABEL
                        + "')");
    }

    /** RFC 1123: the name of most objects. */
    public static List<String> subdomain(String name) {
        return check(
                name,
                MAX_SUBDOMAIN,
                SUBDOMAIN_PATTERN,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                        + " '-' or '.', and must start and end with an alphanumeric character (e.g."
                        + " 'example.com', regex used for validation is '"
                        + SUBDOMAIN
                        + "')");
    }

    /** Whatever can stand between two slashes of a URL: the name of a role. */
    public static List<String> pathSegment(String name) {
        if (name.equals(".") || name.equals("..")) {
            return List.of("may not be '" + name + "'");
        }
        return Stream.of("/", "%")
                .filter(name::contains)
                .map(character -> "may not contain '" + character + "'")
                .toList();
    }

    /** RFC 1035: the name of a Service. */
    public static List<String> label1035(String name) {
        return check(
                name,
                MAX_LABEL,
                LABEL_1035_PATTERN,
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                        + " with an alphabetic character, and end with an alphanumeric character"
                        + " (e.g. 'my-name',  or 'abc-123', regex used for validation is '"
                        + LABEL_1035
                        + "')");
    }

    /** The key of a label or an annotation: {@code name} or {@code prefix/name}. */
    public static List<String> qualifiedName(String key) {
        String[] parts = key.split("/", -1);
        List<String> problems = new ArrayList<>();
        if (parts.length > 2) {
            return List.of(
                    "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and"
                            + " must start and end with an alphanumeric character (e.g. 'MyName', "
                            + " or 'my.name',  or '123-abc', regex used for validation is '"
                            + QUALIFIED
                            + "') with an optional DNS subdomain prefix and '/' (e.g."
                            + " 'example.com/MyName')");
        }
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                problems.add("prefix part must be non-empty");
            } else {
                subdomain(parts[0]).forEach(problem -> problems.add("prefix part " + problem));
            }
        }
        String name = parts[parts.length - 1];
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (name.length() > MAX_LABEL) {
            problems.add("name part must be no more than " + MAX_LABEL + " characters");
        }
        if (!QUALIFIED_PATTERN.matcher(name).matches()) {
            problems.add(
                    "name part must consist of alphanumeric characters, '-', '_' or '.', and must"
                            + " start and end with an alphanumeric character (e.g. 'MyName',  or"
                            + " 'my.name',  or '123-abc', regex used for validation is '"
                            + QUALIFIED
                            + "')");
        }
        return problems;
    }

    public static List<String> labelValue(String value) {
        return check(
                value,
                MAX_LABEL,
                LABEL_VALUE_PATTERN,
                "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                        + " '_' or '.', and must start and end with an alphanumeric character (e.g."
                        + " 'MyValue',  or 'my_value',  or '12345', regex used for validation is '"
                        + LABEL_VALUE
                        + "')");
    }

    private static List<String> check(String text, int most, Pattern pattern, String otherwise) {
        List<String> problems = new ArrayList<>();
        if (text.length() > most) {
            problems.add("must be no more than " + most + " characters");
        }
        if (!pattern.matcher(text).matches()) {
            problems.add(otherwise);
        }
        return problems;
    }
}
