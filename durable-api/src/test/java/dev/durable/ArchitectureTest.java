package dev.durable;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.durable.spi.testing.Names;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.durable", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests names = ArchTests.in(Names.class);

    private static final Set<String> CLOCKS = Set.of("currentTimeMillis", "nanoTime", "now");

    private static final DescribedPredicate<JavaCall<?>> ASKS_A_CLOCK = describe(
            "asks a clock",
            call -> CLOCKS.contains(call.getTarget().getName())
                    && call.getTarget().getOwner().getPackageName().startsWith("java."));

    @ArchTest
    static final ArchRule theApiNeedsAnnotationsAtMost = classes()
            .that()
            .resideInAPackage("dev.durable")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.durable",
                    "java..",
                    "jakarta.enterprise.context..",
                    "jakarta.enterprise.inject..",
                    "jakarta.validation..",
                    "org.jspecify.annotations..")
            .because("an application that writes tasks takes nothing on board but the annotations its server has");

    @ArchTest
    static final ArchRule thePortNeedsTheApiAlone = classes()
            .that()
            .resideInAPackage("dev.durable.spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.durable", "dev.durable.spi..", "java..", "org.jspecify.annotations..")
            .because("a store on any technology must be able to implement it");

    @ArchTest
    static final ArchRule theApiDoesNotKnowThePort = noClasses()
            .that()
            .resideInAPackage("dev.durable")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.durable.spi..")
            .because("what applications compile against must not change when storage does");

    @ArchTest
    static final ArchRule thereAreNoCycles = slices().matching("dev.(**)")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package");

    @ArchTest
    static final ArchRule nothingAsksAClock = noClasses()
            .should()
            .callCodeUnitWhere(ASKS_A_CLOCK)
            .orShould()
            .dependOnClassesThat(assignableTo(Clock.class))
            .because("the database's clock is the only one on which all servers agree");

    @ArchTest
    static final ArchRule nothingStartsThreads = noClasses()
            .should()
            .dependOnClassesThat(
                    assignableTo(Thread.class).or(assignableTo(Executors.class)).or(assignableTo(Executor.class)))
            .because("threads belong to the server, which gives them the application's context");

    @ArchTest
    static final ArchRule nothingUsesTheStandardStreams =
            noClasses().should(ACCESS_STANDARD_STREAMS).because("what is not logged is lost to the operator");

    @ArchTest
    static final ArchRule noClassIsChosenByData = noClasses()
            .should()
            .callMethod(Class.class, "forName", String.class)
            .orShould()
            .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
            .orShould()
            .callMethod(ClassLoader.class, "loadClass", String.class)
            .orShould()
            .dependOnClassesThat(assignableTo(ObjectInputStream.class).or(assignableTo(ObjectOutputStream.class)))
            .because("who can write to the database must not decide which code a server runs");

    @ArchTest
    static final ArchRule nullIsMarkedEverywhere = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(NullMarked.class)
            .because("what may be null says so, and everything else may not");
}
