package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.NamespacedName;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * Where the next part of a list begins. Clients hand it back without looking into it.
 *
 * <p>Form: {@code k8s.io/apiserver pkg/storage/continue.go}.
 *
 * @param revision what the list is seen at; {@value #NEWEST} for a list that has lost its beginning
 * @param after the last object that was sent
 */
record ContinueToken(long revision, NamespacedName after) {
    static final long NEWEST = -1;

    private static final String VERSION = "meta.k8s.io/v1";

    String encode() {
        byte[] json =
                Json.write(
                        Json.object()
                                .put("v", VERSION)
                                .put("rv", revision)
                                .put("start", after.namespace() + "/" + after.name() + "\0"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    static ContinueToken decode(String text) {
        JsonNode token;
        try {
            String plain = text.replaceAll("=+$", "");
            token = Json.read(Base64.getUrlDecoder().decode(plain));
        } catch (IllegalArgumentException e) {
            throw invalid("it is no base64 text");
        } catch (UncheckedIOException e) {
            throw invalid("it holds no JSON");
        }
        String start = token.path("start").asText();
        int slash = start.indexOf('/');
        if (!token.path("v").asText().equals(VERSION)) {
            throw invalid(
                    "server does not recognize this encoded version \""
                            + token.path("v").asText()
                            + "\"");
        }
        if (token.path("rv").asLong() == 0 || slash < 0 || !start.endsWith("\0")) {
            throw invalid("incorrect encoded start resourceVersion");
        }
        return new ContinueToken(
                token.path("rv").asLong(),
                new NamespacedName(
                        start.substring(0, slash), start.substring(slash + 1, start.length() - 1)));
    }

    private static ApiException invalid(String why) {
        return ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
    }

    static final String EXPIRED =
            "The provided continue parameter is too old to display a consistent list result. You"
                + " can start a new list without the continue parameter, or use the continue token"
                + " in this response to retrieve the remainder of the results. Continuing with the"
                + " provided token results in an inconsistent list - objects that were created,"
                + " modified, or deleted between the time the first chunk was returned and now may"
                + " show up in the list.";

    /** The next part at the newest revision instead, for a client that can live with that. */
    ApiException expired() {
        return ApiException.expired(EXPIRED, new ContinueToken(NEWEST, after).encode());
    }
}
