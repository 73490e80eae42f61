package dev.perk.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg apis/field_error_test.go. */
class FieldErrorsTest {
    private final FieldErrors errors = new FieldErrors();
    private final FieldPath foo = FieldPath.ROOT.field("foo");

    @Test
    void pathsAreJoinedAsUpstreamJoinsThem() {
        assertThat(foo.field("bar").index(0).field("baz")).hasToString("foo.bar[0].baz");
        assertThat(FieldPath.ROOT.index(0).field("x")).hasToString("[0].x");
        assertThat(foo.key("plain")).hasToString("foo[plain]");
        assertThat(foo.key("a.b/c")).hasToString("foo.[a.b/c]");
        assertThat(foo.field("")).hasToString("foo");
    }

    @Test
    void whatDiffersOnlyInItsPathIsMergedAndSorted() {
        errors.missing(foo.field("b"));
        errors.missing(foo.field("a"), foo.field("b"));
        assertThat(errors.text()).isEqualTo("missing field(s): foo.a, foo.b");
    }

    @Test
    void messagesAreSortedByTheirBytes() {
        errors.invalidValue("é", foo);
        errors.disallowed(foo);
        errors.error("Zebra", foo);
        errors.invalidValue("z", foo);
        assertThat(errors.text())
                .isEqualTo(
                        "Zebra: foo\ninvalid value: z: foo\ninvalid value: é: foo\nmust not set the"
                                + " field(s): foo");
    }

    @Test
    void detailsStandOnTheirOwnLine() {
        errors.invalidValue("x", foo, "one", "two");
        assertThat(errors.text()).isEqualTo("invalid value: x: foo\none, two");
    }

    @Test
    void anErrorWithoutPathsKeepsItsColon() {
        errors.error("multi-container is off, but found 2 containers");
        assertThat(errors.text()).isEqualTo("multi-container is off, but found 2 containers: ");
    }

    @Test
    void warningsAreNoErrorsAndComeLineByLine() {
        errors.warningWithDetails("invalid value: all", "Must be spelled as 'ALL'", foo);
        assertThat(errors.hasErrors()).isFalse();
        assertThat(errors.warnings())
                .containsExactly("invalid value: all: foo", "Must be spelled as 'ALL'");
    }
}
