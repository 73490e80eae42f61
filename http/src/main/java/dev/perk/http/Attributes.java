package dev.perk.http;

import dev.perk.api.RevisionKey;

/** What the stages of the request path tell each other. */
public final class Attributes {
    /** The revision that the gateway chose, or that a header named. */
    public static final Attribute<RevisionKey> REVISION =
            Attribute.of(RevisionKey.class, "revision");

    private Attributes() {}
}
