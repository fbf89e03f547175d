package dev.durable.jpa;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.durable.spi.testing.Names;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

@AnalyzeClasses(packages = "dev.durable.jpa", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Set<String> CLOCKS = Set.of("currentTimeMillis", "nanoTime", "now");

    private static final DescribedPredicate<JavaCall<?>> ASKS_A_CLOCK = DescribedPredicate.describe(
            "asks a clock",
            call -> CLOCKS.contains(call.getTarget().getName())
                    && call.getTarget().getOwner().getPackageName().startsWith("java."));

    @ArchTest
    static final ArchTests names = ArchTests.in(Names.class);

    /** The layers by name, the lowest first. A class is in the layer that its name or a part of its name says. */
    private static final List<Set<String>> LAYERS = List.of(
            // row: one row as it is stored, and what decides about rows without a database
            Set.of(
                    ".*Columns",
                    ".*Entity",
                    "CancelCommand",
                    "ClaimHints",
                    "ClaimOrder",
                    "EndedAttempt",
                    "ExecutionState",
                    "LockedExecution",
                    "RowWrite",
                    "UnitOfWork"),
            // sql: statements, and what a database differs in
            Set.of(
                    ".*Queries",
                    "DatabaseKind",
                    "ExecutionInserts",
                    "ExecutionWriter",
                    "Failures",
                    "Parameters",
                    "Schema",
                    "SkipLockedH2Dialect",
                    "StoreMessage",
                    "StoreSession",
                    "WakeTable"),
            // verb: one class for each verb of the port, and what matches wakes for two of them
            Set.of(".*Verb", "WakeMatching"),
            // setup: the store as a whole, its transactions and how it is opened
            Set.of(
                    "FlywayMigration",
                    "JpaStoreFactory",
                    "JpaTaskExecutionStore",
                    "JpaViews",
                    "PersistenceUnit",
                    "StoreOpener",
                    "Transactions"));

    @ArchTest
    static final ArchRule everyClassIsInOneLayer = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should(beInOneLayer())
            .because("the package is one, so that the entities stay invisible: its order is held by names");

    @ArchTest
    static final ArchRule noLayerKnowsAHigherOne = classes()
            .should(knowNoHigherLayer())
            .because("a row knows no statement, a statement no verb, a verb not the transaction that it runs in");

    private static OptionalInt layer(JavaClass type) {
        String name = topLevel(type);
        return IntStream.range(0, LAYERS.size())
                .filter(i -> LAYERS.get(i).stream().anyMatch(name::matches))
                .findFirst();
    }

    private static String topLevel(JavaClass type) {
        return type.getName().replaceFirst("^.*[.]", "").replaceFirst("[$].*$", "");
    }

    private static ArchCondition<JavaClass> beInOneLayer() {
        return new ArchCondition<>("be in one layer") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, layer(type).isPresent(), type.getName() + " is in none of the layers " + LAYERS));
            }
        };
    }

    private static ArchCondition<JavaClass> knowNoHigherLayer() {
        return new ArchCondition<>("know no higher layer") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(use -> use.getTargetClass().getPackageName().equals(type.getPackageName()))
                        .forEach(use -> events.add(new SimpleConditionEvent(
                                use,
                                layer(use.getTargetClass()).orElse(0)
                                        <= layer(type).orElse(0),
                                use.getDescription())));
            }
        };
    }

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
