package dev.perk.control.apiserver.cel.functions;

import static dev.perk.control.apiserver.cel.functions.CelFunction.global;
import static dev.perk.control.apiserver.cel.functions.CelFunction.member;

import dev.perk.kube.NameSyntax;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Source: {@code k8s.io/apiserver pkg/cel/library/format.go}. */
final class FormatFunctions {
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");

    private static final Map<String, NamedFormat> FORMATS = formats();

    static final List<CelFunction> ALL = functions();

    private FormatFunctions() {}

    private static Map<String, NamedFormat> formats() {
        Map<String, NamedFormat> formats = new LinkedHashMap<>();
        Map<String, Function<String, List<String>>> rules =
                Map.ofEntries(
                        Map.entry("dns1123Label", NameSyntax::label),
                        Map.entry("dns1123Subdomain", NameSyntax::subdomain),
                        Map.entry("dns1035Label", NameSyntax::label1035),
                        Map.entry("dns1123LabelPrefix", prefix(NameSyntax::label)),
                        Map.entry("dns1123SubdomainPrefix", prefix(NameSyntax::subdomain)),
                        Map.entry("dns1035LabelPrefix", prefix(NameSyntax::label1035)),
                        Map.entry("qualifiedName", NameSyntax::qualifiedName),
                        Map.entry("labelValue", NameSyntax::labelValue),
                        Map.entry("uri", FormatFunctions::uri),
                        Map.entry("uuid", FormatFunctions::uuid),
                        Map.entry("byte", parsing(Base64.getDecoder()::decode, "invalid base64")),
                        Map.entry("date", parsing(LocalDate::parse, "invalid date")),
                        Map.entry("datetime", parsing(OffsetDateTime::parse, "invalid datetime")));
        rules.forEach((name, rule) -> formats.put(name, new NamedFormat(name, rule)));
        return formats;
    }

    private static List<CelFunction> functions() {
        List<CelFunction> functions = new ArrayList<>();
        FORMATS.forEach((name, format) ->
                functions.add(global("format." + name, ValueType.FORMAT, _ -> format)));
        functions.add(
                global(
                        "format.named",
                        ValueType.STRING,
                        ValueType.OPTIONAL,
                        name -> Optional.ofNullable(FORMATS.get(name))));
        functions.add(
                member(
                        ValueType.FORMAT,
                        "validate",
                        ValueType.STRING,
                        ValueType.OPTIONAL,
                        (format, text) ->
                                Optional.of(format.problems().apply(text))
                                        .filter(problems -> !problems.isEmpty())));
        return List.copyOf(functions);
    }

    /** Names are made of it by adding to its end, so it may end as no name does. */
    private static Function<String, List<String>> prefix(Function<String, List<String>> rule) {
        return text ->
                rule.apply(text.endsWith("-") ? text.substring(0, text.length() - 1) + "a" : text);
    }

    private static Function<String, List<String>> parsing(
            Consumer<String> parse, String otherwise) {
        return text -> {
            try {
                parse.accept(text);
                return List.of();
            } catch (DateTimeParseException | IllegalArgumentException e) {
                return List.of(otherwise);
            }
        };
    }

    private static List<String> uri(String text) {
        try {
            var uri = new URI(text);
            return uri.isAbsolute() || text.startsWith("/")
                    ? List.of()
                    : List.of("invalid URI for request");
        } catch (URISyntaxException e) {
            return List.of("invalid URI for request");
        }
    }

    private static List<String> uuid(String text) {
        return UUID.matcher(text).matches() ? List.of() : List.of("does not match the UUID format");
    }
}
