package dev.durable.jpa;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.io.ObjectInputStream;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

@AnalyzeClasses(packages = "dev.durable.jpa", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Set<String> CLOCKS = Set.of("currentTimeMillis", "nanoTime", "now");

    private static final DescribedPredicate<JavaCall<?>> ASKS_A_CLOCK = DescribedPredicate.describe(
            "asks a clock",
            call -> CLOCKS.contains(call.getTarget().getName())
                    && call.getTarget().getOwner().getPackageName().startsWith("java."));

    @ArchTest
    static final ArchRule theStoreNeedsThePortAndPersistence = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.durable",
                    "dev.durable.spi",
                    "dev.durable.jpa",
                    "java..",
                    "javax.sql",
                    "javax.naming",
                    "jakarta.persistence..",
                    "jakarta.transaction",
                    "jakarta.enterprise.context",
                    "org.hibernate..",
                    "org.flywaydb.core..",
                    "org.jspecify.annotations")
            .because("the engine and the store meet in the EAR and never see each other");

    @ArchTest
    static final ArchRule flywayIsOptional = noClasses()
            .that()
            .doNotHaveSimpleName("FlywayMigration")
            .and()
            .doNotHaveSimpleName("Script")
            .and()
            .doNotHaveSimpleName("Scripts")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.flywaydb..")
            .because("the store runs without Flyway where the schema is brought up to date by hand");

    @ArchTest
    static final ArchRule entitiesKeepTheirFieldsToThemselves = fields().that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(Entity.class)
            .or()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(MappedSuperclass.class)
            .should()
            .bePrivate()
            .because("a write to a field from another class was lost silently");

    @ArchTest
    static final ArchRule nobodyAsksTheClock = noClasses()
            .should()
            .callMethodWhere(ASKS_A_CLOCK)
            .because("the time of everything stored is the database's");

    @ArchTest
    static final ArchRule noThreadsOfItsOwn = noClasses()
            .that()
            .doNotHaveSimpleName("FlywayMigration") // has one to throw away
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executor.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class)
            .because("threads belong to the server");

    @ArchTest
    static final ArchRule noStandardStreams =
            noClasses().should(ACCESS_STANDARD_STREAMS).because("messages go to the server's log");

    @ArchTest
    static final ArchRule noClassIsLoadedByName = noClasses()
            .should()
            .callMethod(Class.class, "forName", String.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class)
            .because("what the database says must not choose code");
}
