package dev.perk.control.apiserver.rest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Answers that a client may keep and ask about again: with a tag of their content. */
final class Tagged {
    private Tagged() {}

    /** {@code full} with its tag; 304 if the client has it already. */
    static ApiAnswer.Full answer(ApiAnswer.Full full, ApiRequest request) {
        String tag = '"' + sha512(full.body().bytes()) + '"';
        boolean isKnown = request.header("If-None-Match").filter(tag::equals).isPresent();
        return (isKnown ? ApiAnswer.notModified() : full).with("ETag", tag).with("Vary", "Accept");
    }

    private static String sha512(byte[] data) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(data);
            return HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-512", e);
        }
    }
}
