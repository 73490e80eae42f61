package dev.perk.testing.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.perk.testing.architecture.offences.OneThatTouchesTheWorld;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Only packages called {@code io} touch sockets, files, processes, threads, chance or the clock.
 * All other code does the same again when given the same again, which is what lets the simulation
 * run the whole system from one seed.
 */
class PurityTest {

    private static final int PURE_CLASSES = 790;

    /** What is banned, what to do instead, and the names: classes, or methods after a #. */
    static final List<ArchRule> BANS =
            List.of(
                    ban(
                            "sockets",
                            "what talks to the network lives in an io package, behind a port",
                            "java.net.(.*Socket|.*URLConnection)",
                            "java.nio.channels.(.*Socket.*|Datagram.*|Selector|Pipe)",
                            "java.net.InetAddress#get(By|AllBy|Local).*",
                            "java.net.URL#open.*"),
                    ban(
                            "java.net.http",
                            "clients live in an io package, behind a port",
                            "java.net.http..*"),
                    ban(
                            "Netty",
                            "its types stop at the io packages: a stage sees an Exchange",
                            "io.netty..*"),
                    ban(
                            "files",
                            "what reads or writes them lives in an io package; pass the contents",
                            "java.io.(File|File(Input|Output)Stream|FileReader|FileWriter|RandomAccessFile)",
                            "java.nio.file.Files",
                            "java.nio.channels.(Asynchronous)?FileChannel"),
                    ban(
                            "processes",
                            "what starts them lives in an io package, behind a port",
                            "java.lang.(Process|ProcessBuilder|ProcessHandle)",
                            "java.lang.Runtime#exec"),
                    ban(
                            "threads",
                            "take a Scheduler or an Executor, which run/ or a test provides",
                            "java.lang.Thread#(<init>|of.*|start.*|sleep)",
                            "java.util.concurrent.TimeUnit#sleep",
                            "java.util.concurrent.(Executors|ForkJoinPool)",
                            "java.util.Timer"),
                    ban(
                            "chance",
                            "take a RandomGenerator, seeded by run/ or by a test",
                            "java.util.(Random|SplittableRandom)",
                            "java.util.concurrent.ThreadLocalRandom",
                            "java.util.random.RandomGenerator#(of|getDefault)",
                            "java.security.SecureRandom",
                            "java.lang.(Math|StrictMath)#random",
                            "java.util.UUID#randomUUID"),
                    ban(
                            "the clock",
                            "a decision takes Instant now, a mechanism an InstantSource",
                            "java.lang.System#(currentTimeMillis|nanoTime)",
                            "java.time.(Clock|InstantSource)#(system.*|tick.*)",
                            "java.time..*#now"));

    @ParameterizedTest
    @FieldSource("BANS")
    void pureCodeDoesWithout(ArchRule ban) {
        Code.check(ban, Code.pure(), PURE_CLASSES);
    }

    @ParameterizedTest
    @FieldSource("BANS")
    void whoDoesNotIsCaught(ArchRule ban) {
        JavaClasses offender = new ClassFileImporter().importClasses(OneThatTouchesTheWorld.class);
        assertThat(ban.evaluate(offender).hasViolation()).isTrue();
    }

    private static ArchRule ban(String what, String instead, String... names) {
        return noClasses()
                .should(
                        Stream.of(names)
                                .map(PurityTest::touch)
                                .reduce(ArchCondition::or)
                                .orElseThrow())
                .as("Only packages called io touch " + what)
                .because(instead);
    }

    private static ArchCondition<JavaClass> touch(String name) {
        int hash = name.indexOf('#');
        return hash < 0
                ? dependOnClassesThat(nameMatching(name).forSubtype())
                : accessTargetWhere(
                        target(owner(nameMatching(name.substring(0, hash)).forSubtype()))
                                .and(target(nameMatching(name.substring(hash + 1))))
                                .forSubtype());
    }
}
