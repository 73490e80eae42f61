package dev.perk.control.apiserver.cel.functions;

import static dev.perk.control.apiserver.cel.functions.CelFunction.global;
import static dev.perk.control.apiserver.cel.functions.CelFunction.member;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Source: {@code k8s.io/apiserver pkg/cel/library/urls.go}. */
final class UrlFunctions {
    static final List<CelFunction> ALL =
            List.of(
                    global(
                            "isURL",
                            ValueType.STRING,
                            ValueType.BOOL,
                            text -> parse(text).isPresent()),
                    global(
                            "url",
                            ValueType.STRING,
                            ValueType.URL,
                            text ->
                                    parse(text)
                                            .orElseThrow(() ->
                                                    new IllegalArgumentException(
                                                            "URL parse error during"
                                                                    + " conversion from"
                                                                    + " string: "
                                                                    + text))),
                    member(
                            ValueType.URL,
                            "getScheme",
                            ValueType.STRING,
                            url -> orEmpty(url.getScheme())),
                    member(ValueType.URL, "getHost", ValueType.STRING, UrlFunctions::host),
                    member(
                            ValueType.URL,
                            "getHostname",
                            ValueType.STRING,
                            url -> orEmpty(url.getHost()).replaceAll("^\\[|]$", "")),
                    member(
                            ValueType.URL,
                            "getPort",
                            ValueType.STRING,
                            url -> url.getPort() < 0 ? "" : Integer.toString(url.getPort())),
                    member(
                            ValueType.URL,
                            "getEscapedPath",
                            ValueType.STRING,
                            url -> orEmpty(url.getRawPath())),
                    member(
                            ValueType.URL,
                            "getQuery",
                            ValueType.QUERY,
                            url -> query(orEmpty(url.getRawQuery()))));

    private UrlFunctions() {}

    /** As in a request: with a scheme, or from the root. */
    private static Optional<URI> parse(String text) {
        try {
            var url = new URI(text);
            boolean whole = url.isAbsolute() && !url.isOpaque();
            return whole || text.startsWith("/") ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String host(URI url) {
        String host = orEmpty(url.getHost());
        return url.getPort() < 0 ? host : host + ":" + url.getPort();
    }

    private static Map<String, List<String>> query(String query) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                all.computeIfAbsent(decoded(name), _ -> new ArrayList<>()).add(decoded(value));
            }
        }
        return all;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
