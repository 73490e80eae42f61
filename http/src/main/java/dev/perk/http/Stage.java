package dev.perk.http;

/**
 * One station of the request path: a call in one JVM, a process of its own on Kubernetes.
 *
 * <p>Whoever handles an exchange must make it end: by answering it, by sending it on, or by parking
 * it until somebody else does.
 */
@FunctionalInterface
public interface Stage {

    /** Called on the exchange's event loop; must not block. */
    void handle(Exchange exchange);

    /** This stage behind {@code filters}, written in the order in which a request meets them. */
    default Stage behind(Filter... filters) {
        Stage stage = this;
        for (int i = filters.length - 1; i >= 0; i--) {
            Filter filter = filters[i];
            Stage next = stage;
            stage = exchange -> filter.handle(exchange, next);
        }
        return stage;
    }
}
