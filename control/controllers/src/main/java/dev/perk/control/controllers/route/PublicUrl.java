package dev.perk.control.controllers.route;

/** Completes the address of a public host to one that people can call. */
@FunctionalInterface
public interface PublicUrl {

    /** The gateway listens on the scheme's own port. */
    PublicUrl ON_DEFAULT_PORT = (scheme, host) -> scheme + "://" + host;

    /**
     * @param scheme {@code http} or {@code https}
     * @return such as {@code http://hello.default.localhost:8080}
     */
    String of(String scheme, String host);
}
