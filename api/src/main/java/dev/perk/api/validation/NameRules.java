package dev.perk.api.validation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What Kubernetes accepts as a name, with its own words for what it does not: each method returns
 * complaints, none if the text is fine. Source: {@code k8s.io/apimachinery pkg/util/validation}, in
 * the version that Knative's webhook is built with. What an API server of version 1.32 says of
 * names and labels differs in places, and is {@code dev.perk.kube.NameSyntax}.
 */
public final class NameRules {
    private static final int LABEL_LENGTH = 63;
    private static final int SUBDOMAIN_LENGTH = 253;

    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String LABEL_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN_1123 = LABEL_1123 + "(\\." + LABEL_1123 + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
    private static final String C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";

    private static final Pattern DNS_1035 = Pattern.compile(LABEL_1035);
    private static final Pattern DNS_1123 = Pattern.compile(LABEL_1123);

    /** Possessive, as Java recurses into a repeated group that it may have to leave again. */
    private static final Pattern SUBDOMAIN =
            Pattern.compile(LABEL_1123 + "(?:\\." + LABEL_1123 + ")*+");

    private static final Pattern QUALIFIED_NAME = Pattern.compile(QUALIFIED);
    private static final Pattern VALUE = Pattern.compile(LABEL_VALUE);
    private static final Pattern IDENTIFIER = Pattern.compile(C_IDENTIFIER);
    private static final Pattern KEY = Pattern.compile(CONFIG_KEY);

    private static final String SUBDOMAIN_TEXT =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
                    + " or '.', and must start and end with an alphanumeric character";

    private NameRules() {}

    /** The name of a Service: at most 63 lower-case letters, digits and dashes, letter first. */
    public static List<String> dns1035Label(String name) {
        return check(
                name,
                LABEL_LENGTH,
                DNS_1035,
                regex(
                        "a DNS-1035 label must consist of lower case alphanumeric characters or"
                                + " '-', start with an alphabetic character, and end with an"
                                + " alphanumeric character",
                        LABEL_1035,
                        "my-name",
                        "abc-123"));
    }

    public static List<String> dnsLabel(String name) {
        if (!DNS_1123.matcher(name).matches() && SUBDOMAIN.matcher(name).matches()) {
            List<String> complaints = tooLong(name, LABEL_LENGTH, "characters");
            complaints.add("must not contain dots");
            return complaints;
        }
        return check(
                name,
                LABEL_LENGTH,
                DNS_1123,
                regex(
                        "a lowercase RFC 1123 label must consist of lower case alphanumeric"
                                + " characters or '-', and must start and end with an alphanumeric"
                                + " character",
                        LABEL_1123,
                        "my-name",
                        "123-abc"));
    }

    /** The name of most objects: labels joined by dots, at most 253 characters. */
    public static List<String> dnsSubdomain(String name) {
        return check(
                name,
                SUBDOMAIN_LENGTH,
                SUBDOMAIN,
                regex(SUBDOMAIN_TEXT, SUBDOMAIN_1123, "example.com"));
    }

    /** Whether {@code prefix} can begin a DNS-1035 label: {@code hello-} can. */
    public static List<String> dns1035Prefix(String prefix) {
        return dns1035Label(maskTrailingDash(prefix));
    }

    public static List<String> dnsSubdomainPrefix(String prefix) {
        return dnsSubdomain(maskTrailingDash(prefix));
    }

    public static List<String> dnsLabelPrefix(String prefix) {
        return dnsLabel(maskTrailingDash(prefix));
    }

    /** Something will follow, so a dash at the end is not the end. */
    private static String maskTrailingDash(String prefix) {
        return prefix.length() > 1 && prefix.endsWith("-")
                ? prefix.substring(0, prefix.length() - 2) + "a"
                : prefix;
    }

    /** The key of a label or annotation: a name, with a domain and a slash before it or not. */
    public static List<String> qualifiedName(String key) {
        List<String> complaints = new ArrayList<>();
        String[] parts = key.split("/", -1);
        String name = parts[parts.length - 1];
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                complaints.add("prefix part must be non-empty");
            } else {
                dnsSubdomain(parts[0]).forEach(text -> complaints.add("prefix part " + text));
            }
        } else if (parts.length > 2) {
            complaints.add(
                    "a valid label key "
                            + regex(
                                    "must consist of alphanumeric characters, '-', '_' or '.', and"
                                            + " must start and end with an alphanumeric character",
                                    QUALIFIED,
                                    "MyName",
                                    "my.name",
                                    "123-abc")
                            + " with an optional DNS subdomain prefix and '/' (e.g."
                            + " 'example.com/MyName')");
            return complaints;
        }
        if (name.isEmpty()) {
            complaints.add("name part must be non-empty");
        } else {
            tooLong(name, LABEL_LENGTH, "bytes")
                    .forEach(text -> complaints.add("name part " + text));
        }
        if (!QUALIFIED_NAME.matcher(name).matches()) {
            complaints.add(
                    "name part "
                            + regex(
                                    "must consist of alphanumeric characters, '-', '_' or '.', and"
                                            + " must start and end with an alphanumeric character",
                                    QUALIFIED,
                                    "MyName",
                                    "my.name",
                                    "123-abc"));
        }
        return complaints;
    }

    public static List<String> labelValue(String value) {
        List<String> complaints = tooLong(value, LABEL_LENGTH, "bytes");
        if (!VALUE.matcher(value).matches()) {
            complaints.add(
                    regex(
                            "a valid label must be an empty string or consist of alphanumeric"
                                    + " characters, '-', '_' or '.', and must start and end with an"
                                    + " alphanumeric character",
                            LABEL_VALUE,
                            "MyValue",
                            "my_value",
                            "12345"));
        }
        return complaints;
    }

    /** A label: its key, and then its value. */
    public static List<String> label(String key, String value) {
        List<String> complaints = new ArrayList<>(qualifiedName(key));
        complaints.addAll(labelValue(value));
        return complaints;
    }

    public static List<String> cIdentifier(String name) {
        return check(
                name,
                Integer.MAX_VALUE,
                IDENTIFIER,
                regex(
                        "a valid C identifier must start with alphabetic character or '_', followed"
                                + " by a string of alphanumeric characters or '_'",
                        C_IDENTIFIER,
                        "my_name",
                        "MY_NAME",
                        "MyName"));
    }

    /** A key of a ConfigMap or Secret. */
    public static List<String> configMapKey(String key) {
        List<String> complaints = tooLong(key, SUBDOMAIN_LENGTH, "characters");
        if (!KEY.matcher(key).matches()) {
            complaints.add(
                    regex(
                            "a valid config key must consist of alphanumeric characters, '-', '_'"
                                    + " or '.'",
                            CONFIG_KEY,
                            "key.name",
                            "KEY_NAME",
                            "key-name"));
        }
        switch (key) {
            case "." -> complaints.add("must not be '.'");
            case ".." -> complaints.add("must not be '..'");
            default -> {
                if (key.startsWith("..")) {
                    complaints.add("must not start with '..'");
                }
            }
        }
        return complaints;
    }

    private static List<String> check(String text, int most, Pattern pattern, String otherwise) {
        List<String> complaints = tooLong(text, most, "characters");
        if (!pattern.matcher(text).matches()) {
            complaints.add(otherwise);
        }
        return complaints;
    }

    private static List<String> tooLong(String text, int most, String unit) {
        List<String> complaints = new ArrayList<>();
        if (text.getBytes(StandardCharsets.UTF_8).length > most) {
            complaints.add("must be no more than " + most + " " + unit);
        }
        return complaints;
    }

    /** Upstream joins its examples with one space too many; users compare texts, so do we. */
    private static String regex(String rule, String regex, String... examples) {
        StringBuilder text = new StringBuilder(rule).append(" (e.g. ");
        for (int i = 0; i < examples.length; i++) {
            text.append(i == 0 ? "" : " or ").append("'").append(examples[i]).append("', ");
        }
        return text + "regex used for validation is '" + regex + "')";
    }
}
