package dev.perk.testing.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.perk.testing.architecture.offences.OneThatKnowsRun;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The request path, the scaling path and the control path never know each other, and nothing knows
 * {@code run}: they meet through objects in the store, and through ports that {@code run} fills.
 */
class WhoMayKnowWhomTest {

    /**
     * The parts in data-flow order. Whoever is not named after a part is a stranger to it. How many
     * classes a part has is nine tenths of what it had when last counted: a rule that sees fewer
     * looks in the wrong place.
     */
    private static final List<Part> PARTS =
            List.of(
                    new Part("api").seen(130),
                    new Part("kube", "api").seen(75),
                    new Part("http", "api").seen(50),
                    new Part("request.gateway", "http", "api").seen(20),
                    new Part("request.activator", "http", "api").seen(25),
                    new Part("request.queueproxy", "http", "api").seen(17),
                    new Part("scaling.metrics", "api").seen(24),
                    new Part("scaling.autoscaler", "scaling.metrics", "api").seen(23),
                    new Part("control.apiserver", "kube", "http", "api").seen(220),
                    new Part("control.controllers", "kube", "api").seen(115),
                    new Part("control.workloads", "kube", "api").seen(80),
                    new Part("control.node", "kube", "api").seen(155));

    @ParameterizedTest
    @FieldSource("PARTS")
    void knowsOnly(Part part) {
        Code.check(part.rule(), Code.in(part.packageName()), part.atLeast());
    }

    @Test
    void everyClassBelongsToAPart() {
        String[] parts =
                PARTS.stream().map(part -> part.packageName() + "..").toArray(String[]::new);
        Code.check(classes().should().resideInAnyPackage(parts), Code.parts(), 950);
    }

    @Test
    void theHomesAreStrangers() {
        for (var pair : Map.of("standalone", "kubernetes", "kubernetes", "standalone").entrySet()) {
            Code.check(
                    noClasses()
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage("dev.perk.run." + pair.getValue() + "..")
                            .because("what both homes need is in run.ports or in a part"),
                    Code.in("dev.perk.run." + pair.getKey()),
                    20);
        }
    }

    @Test
    void whoKnowsRunIsCaught() {
        JavaClasses offender = new ClassFileImporter().importClasses(OneThatKnowsRun.class);
        assertThat(PARTS).allMatch(part -> part.rule().evaluate(offender).hasViolation());
    }

    record Part(String packageName, List<String> mayKnow, int atLeast) {

        Part(String name, String... mayKnow) {
            this(
                    "dev.perk." + name,
                    Stream.of(mayKnow).map(known -> "dev.perk." + known).toList(),
                    0);
        }

        Part seen(int atLeast) {
            return new Part(packageName, mayKnow, atLeast);
        }

        ArchRule rule() {
            String[] known =
                    Stream.concat(Stream.of(packageName), mayKnow.stream())
                            .map(name -> name + "..")
                            .toArray(String[]::new);
            return classes()
                    .should()
                    .onlyDependOnClassesThat(
                            resideOutsideOfPackage("dev.perk..").or(resideInAnyPackage(known)))
                    .as(this + ", and no other part of ours")
                    .because("parts meet through the store, or through a port that run/ fills");
        }

        @Override
        public String toString() {
            return packageName + " may know " + mayKnow;
        }
    }
}
