package dev.perk.testing.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** How things are called, and what every package says. */
class HouseStyleTest {

    private static final int CLASSES = 1050;

    @Test
    void everyPackageIsNullMarked() {
        Set<String> marked =
                Code.all().stream()
                        .filter(type -> type.getSimpleName().equals("package-info"))
                        .filter(type -> type.isAnnotatedWith(NullMarked.class))
                        .map(JavaClass::getPackageName)
                        .collect(toSet());
        Set<String> packages = Code.all().stream().map(JavaClass::getPackageName).collect(toSet());

        assertThat(packages)
                .as("packages; each needs a package-info.java with @NullMarked")
                .hasSizeGreaterThanOrEqualTo(75)
                .isEqualTo(marked);
    }

    @Test
    void aNameSaysARole() {
        Code.check(
                noClasses()
                        .should()
                        .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                        .because(
                                "a shrug is not a name: if FooUtil fits best, its methods belong on"
                                        + " Foo"),
                Code.all(),
                CLASSES);
    }

    @Test
    void nothingIsABase() {
        Code.check(
                noClasses()
                        .should()
                        .haveNameMatching(".*(\\.|\\$)(Abstract\\w+|\\w+Base)")
                        .because("what is shared is a value to hold, not a class to extend"),
                Code.all(),
                CLASSES);
    }
}
