package dev.perk.control.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Upstream: distribution/reference {@code normalize_test.go}, go-containerregistry {@code name}.
 */
class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "helloworld, index.docker.io/library/helloworld:latest",
        "helloworld:1.0, index.docker.io/library/helloworld:1.0",
        "docker.io/helloworld, index.docker.io/library/helloworld:latest",
        "index.docker.io/helloworld, index.docker.io/library/helloworld:latest",
        "docker.io/library/helloworld, index.docker.io/library/helloworld:latest",
        "knative/helloworld-go, index.docker.io/knative/helloworld-go:latest",
        "dev.local/helloworld, dev.local/helloworld:latest",
        "localhost/helloworld, localhost/helloworld:latest",
        "localhost:5000/a/b:tag, localhost:5000/a/b:tag",
        "gcr.io/a/b__c/d-e.f:V1_x.y-z, gcr.io/a/b__c/d-e.f:V1_x.y-z",
        "[::1]:5000/a, [::1]:5000/a:latest",
    })
    void completesWhatPeopleLeaveOut(String written, String full) {
        assertThat(ImageReference.parse(written)).hasToString(full);
    }

    @Test
    void aDigestNeedsNoTag() {
        ImageReference reference = ImageReference.parse("dev.local/helloworld@" + DIGEST);
        assertThat(reference).hasToString("dev.local/helloworld@" + DIGEST);
        assertThat(reference.tag()).isEmpty();
        assertThat(ImageReference.parse("dev.local/helloworld:1@" + DIGEST))
                .hasToString("dev.local/helloworld:1@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":tag",
                "a/",
                "/a",
                "a//b",
                "a:",
                "a: b",
                "a b",
                "-a",
                "../a",
                "a/../b",
                "a@sha256:abc",
                "a@md5:0123456789abcdef0123456789abcdef",
                "bad_host:x/a",
            })
    void refusesWhatIsNoName(String written) {
        assertThatThrownBy(() -> ImageReference.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("invalid reference format")
                .hasMessageContaining(written);
    }

    @Test
    void saysThatRepositoriesAreInLowerCase() {
        assertThatThrownBy(() -> ImageReference.parse("dev.local/HelloWorld"))
                .hasMessage(
                        "invalid reference format: repository name must be lowercase:"
                                + " \"dev.local/HelloWorld\"");
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThatThrownBy(() -> ImageReference.parse("dev.local/" + "a".repeat(256)))
                .hasMessageStartingWith("repository name must not be more than 255 characters");
    }
}
