package dev.perk.http;

import dev.perk.api.why.Journal;

/**
 * Writes down why exchanges were refused or broke off, under their revision, or under their host if
 * none was found. Outermost, so that it sees the refusals of every stage.
 *
 * @param part who writes, such as {@code gateway}
 */
public record JournalRefusals(Journal journal, String part) implements Filter {

    @Override
    public void handle(Exchange exchange, Stage next) {
        exchange.atEnd(() ->
                exchange.reason()
                        .ifPresent(reason ->
                                journal.record(
                                        subject(exchange),
                                        exchange.loop().instant(),
                                        part,
                                        reason)));
        next.handle(exchange);
    }

    private static String subject(Exchange exchange) {
        return exchange.get(Attributes.REVISION)
                .map(Object::toString)
                .orElseGet(() -> exchange.request().host());
    }
}
