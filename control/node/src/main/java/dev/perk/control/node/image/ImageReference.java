package dev.perk.control.node.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The full name of an image. People leave parts out: {@code helloworld} is {@code
 * index.docker.io/library/helloworld:latest}.
 *
 * <p>Grammar: {@code distribution/reference}; the name of Docker's registry: {@code
 * google/go-containerregistry pkg/name}, as Knative resolves it.
 *
 * @param registry a host, with a port if it was given
 * @param repository the path below it
 * @param tag the tag, {@code latest} if neither a tag nor a digest was given
 * @param digest the content that is meant, whatever the tag says
 */
public record ImageReference(
        String registry, String repository, Optional<String> tag, Optional<ContentDigest> digest) {
    private static final String DOCKER = "index.docker.io";
    private static final String LATEST = "latest";
    private static final int LONGEST_NAME = 255;

    private static final String HOST_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final Pattern REGISTRY =
            Pattern.compile(
                    "(?:"
                            + HOST_LABEL
                            + "(?:\\."
                            + HOST_LABEL
                            + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?");
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REPOSITORY =
            Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");

    /**
     * Reads a name as people write it.
     *
     * @throws IllegalArgumentException if it is none, with {@code distribution/reference}'s words
     */
    public static ImageReference parse(String text) {
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        Optional<ContentDigest> digest =
                at < 0
                        ? Optional.empty()
                        : Optional.of(
                                ContentDigest.parse(text.substring(at + 1))
                                        .orElseThrow(
                                                () -> invalid("invalid reference format", text)));

        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        String path = colon < 0 ? named : named.substring(0, colon);
        Optional<String> tag =
                colon < 0 ? Optional.empty() : Optional.of(named.substring(colon + 1));
        if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
            throw invalid("invalid reference format", text);
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of(LATEST);
        }
        return named(path, tag, digest, text);
    }

    private static ImageReference named(
            String path, Optional<String> tag, Optional<ContentDigest> digest, String text) {
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        boolean hasRegistry = isRegistry(first);
        String repository = hasRegistry ? path.substring(slash + 1) : path;
        if (!repository.equals(repository.toLowerCase(Locale.ROOT))) {
            throw invalid("invalid reference format: repository name must be lowercase", text);
        }
        if (!REPOSITORY.matcher(repository).matches()
                || (hasRegistry && !REGISTRY.matcher(first).matches())) {
            throw invalid("invalid reference format", text);
        }
        String registry = hasRegistry && !first.equals("docker.io") ? first : DOCKER;
        if (registry.equals(DOCKER) && !repository.contains("/")) {
            repository = "library/" + repository;
        }
        if (registry.length() + 1 + repository.length() > LONGEST_NAME) {
            throw invalid(
                    "repository name must not be more than " + LONGEST_NAME + " characters", text);
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    /** The first part of a path is a host if it looks like one: everything else is Docker's. */
    private static boolean isRegistry(String first) {
        return first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static IllegalArgumentException invalid(String why, String text) {
        return new IllegalArgumentException(why + ": \"" + text + "\"");
    }

    /** Registry and repository, without tag and digest. */
    public String name() {
        return registry + "/" + repository;
    }

    /** This repository's image with that content. */
    public ImageReference at(ContentDigest content) {
        return new ImageReference(registry, repository, Optional.empty(), Optional.of(content));
    }

    @Override
    public String toString() {
        return name()
                + tag.map(text -> ":" + text).orElse("")
                + digest.map(content -> "@" + content).orElse("");
    }
}
