package dev.perk.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

/** What the rules look at. Compiled classes, read once. */
final class Code {

    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.perk");

    private Code() {}

    /** Everything of ours but tests. */
    static JavaClasses all() {
        return ALL;
    }

    /** The parts that {@code run} puts together. */
    static JavaClasses parts() {
        return ALL.that(
                not(
                        resideInAnyPackage(
                                "dev.perk.run..", "dev.perk.testing..", "dev.perk.samples..")));
    }

    /** The parts without the edges at which they touch the world. */
    static JavaClasses pure() {
        return parts().that(not(resideInAnyPackage("..io")));
    }

    static JavaClasses in(String name) {
        return ALL.that(resideInAnyPackage(name + ".."));
    }

    /** Checks a rule, and that it had something to look at. */
    static void check(ArchRule rule, JavaClasses classes, int atLeast) {
        assertThat(classes).as("classes seen").hasSizeGreaterThanOrEqualTo(atLeast);
        rule.allowEmptyShould(true).check(classes);
    }
}
