package dev.perk.testing.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads sources, as the test classes of other modules are on nobody's class path. */
class TestCodeTest {

    private static final int TEST_SOURCES = 200;

    /** Maven and IDEs run a module's tests in its folder. */
    private static final Path ROOT = Path.of("../..");

    private static final List<Path> SOURCES = testSources();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Advance a FakeClock, or wait for the event.
                "\\b(Thread|TimeUnit|[A-Z]+SECONDS)\\.sleep\\(",
                // Use a fake of testkit: it keeps the port's promises, a mock only those of one
                // test.
                "\\b(mockito|easymock|jmockit|powermock)\\b",
            })
    void noTestContains(String banned) {
        Pattern pattern = Pattern.compile(banned);
        assertThat(SOURCES)
                .hasSizeGreaterThanOrEqualTo(TEST_SOURCES)
                .filteredOn(
                        source -> read(source).lines().anyMatch(line -> isBanned(pattern, line)))
                .isEmpty();
    }

    /** Surefire looks at names: what is called otherwise would never run. */
    @Test
    void whatHasTestsIsCalledATest() {
        Pattern test = Pattern.compile("^ +@(Test|Property|ParameterizedTest|RepeatedTest)\\b");
        assertThat(SOURCES)
                .filteredOn(source -> read(source).lines().anyMatch(test.asPredicate()))
                .hasSizeGreaterThanOrEqualTo(TEST_SOURCES / 2)
                .allSatisfy(source -> assertThat(source.toString()).endsWith("Test.java"));
    }

    /** The bans themselves are strings in the code above. */
    private static boolean isBanned(Pattern pattern, String line) {
        return pattern.matcher(line).find() && !line.contains("\\b(");
    }

    private static List<Path> testSources() {
        return modules()
                .flatMap(module ->
                        module.startsWith("testing")
                                ? Stream.of(module.resolve("src"))
                                : Stream.of(module.resolve("src/test")))
                .map(ROOT::resolve)
                .filter(Files::isDirectory)
                .flatMap(TestCodeTest::javaFiles)
                .toList();
    }

    private static Stream<Path> modules() {
        return Pattern.compile("<module>(.*)</module>")
                .matcher(read(ROOT.resolve("pom.xml")))
                .results()
                .map(module -> Path.of(module.group(1)));
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
