package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Port numbers and names. Source: {@code k8s.io/apimachinery pkg/util/validation}. */
final class PortRules {
    private static final int LAST = 65535;
    private static final int LONGEST_NAME = 15;
    private static final Pattern CHARACTERS = Pattern.compile("[-a-z0-9]+");
    private static final Pattern LETTER = Pattern.compile("[a-z]");
    private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP", "SCTP");

    private PortRules() {}

    static void checkNumber(int number, String at, List<FieldError> out) {
        if (number < 1 || number > LAST) {
            out.add(FieldError.invalid(at, "" + number, "must be between 1 and 65535, inclusive"));
        }
    }

    static void checkName(String name, String at, List<FieldError> out) {
        if (name.length() > LONGEST_NAME) {
            out.add(
                    FieldError.invalidText(
                            at, name, "must be no more than " + LONGEST_NAME + " characters"));
        }
        if (!CHARACTERS.matcher(name).matches()) {
            out.add(
                    FieldError.invalidText(
                            at,
                            name,
                            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens"
                                    + " (-)"));
        }
        if (!LETTER.matcher(name).find()) {
            out.add(FieldError.invalidText(at, name, "must contain at least one letter (a-z)"));
        }
        if (name.contains("--")) {
            out.add(FieldError.invalidText(at, name, "must not contain consecutive hyphens"));
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            out.add(FieldError.invalidText(at, name, "must not begin or end with a hyphen"));
        }
    }

    /** A number, or the name of a port. */
    static void checkTarget(JsonNode port, String at, List<FieldError> out) {
        if (port.isTextual()) {
            checkName(port.asText(), at, out);
        } else {
            checkNumber(port.asInt(), at, out);
        }
    }

    static void checkProtocol(String protocol, String at, List<FieldError> out) {
        if (!PROTOCOLS.contains(protocol)) {
            out.add(
                    FieldError.unsupported(
                            at, "\"" + protocol + "\"", "\"SCTP\", \"TCP\", \"UDP\""));
        }
    }
}
