package dev.durable.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.durable.engine.config.TaskKeys;
import dev.durable.engine.telemetry.TelemetryLookup;
import dev.durable.engine.transaction.DeclaredTransaction;
import dev.durable.spi.testing.Names;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.durable.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests names = ArchTests.in(Names.class);

    private static final String[] EVERYWHERE = {
        "java.lang..",
        "java.math..",
        "java.nio..",
        "java.time..",
        "java.util..",
        "org.jspecify.annotations..",
        "dev.durable",
        "dev.durable.spi.."
    };

    private static final Set<String> WALL_CLOCKS = Set.of("currentTimeMillis", "now");

    private static final DescribedPredicate<JavaAccess<?>> ASKS_A_WALL_CLOCK = describe(
            "asks a wall clock",
            call -> WALL_CLOCKS.contains(call.getTarget().getName())
                    && call.getTarget().getOwner().getPackageName().startsWith("java."));

    private static final DescribedPredicate<JavaAccess<?>> MAKES_A_THREAD = describe(
            "makes a thread",
            call -> call.getTarget().getOwner().isEquivalentTo(Thread.class)
                    && Set.of("<init>", "ofVirtual", "ofPlatform", "startVirtualThread")
                            .contains(call.getTarget().getName()));

    private static final DescribedPredicate<JavaAccess<?>> BORROWS_THE_COMMON_POOL = describe(
            "runs something on the common pool",
            call -> call.getTarget().getName().endsWith("Async")
                    && call.getTarget() instanceof CodeUnitAccessTarget target
                    && target.getRawParameterTypes().stream()
                            .noneMatch(parameter -> parameter.getSimpleName().equals("Executor"))
                    && call.getTarget().getOwner().getPackageName().startsWith("java.util.concurrent"));

    private static DescribedPredicate<JavaClass> commonOr(String... packages) {
        return resideInAnyPackage(EVERYWHERE).or(resideInAnyPackage(packages));
    }

    private static ArchRule room(String name, DescribedPredicate<JavaClass> mayUse, String because) {
        return classes()
                .that()
                .resideInAPackage("dev.durable.engine." + name + "..")
                .should()
                .onlyDependOnClassesThat(are(
                        resideInAPackage("dev.durable.engine." + name + "..").or(mayUse)))
                .because(because);
    }

    @ArchTest
    static final ArchRule lifecycleIsPure =
            room("lifecycle", commonOr(), "rules that need nothing can be tried without anything");

    @ArchTest
    static final ArchRule lifecycleDoesNotLog = noClasses()
            .that()
            .resideInAPackage("dev.durable.engine.lifecycle..")
            .should()
            .dependOnClassesThat(assignableTo(Logger.class))
            .because("who asks a rule decides what to tell the operator");

    private static final String RULES = "dev.durable.engine.lifecycle..";
    private static final String JOURNAL = "dev.durable.engine.journal..";
    private static final String CLIENT = "dev.durable.engine.client..";
    private static final String RUN = "dev.durable.engine.run..";
    private static final String TASK = "dev.durable.engine.task..";
    private static final String SIGNAL = "dev.durable.engine.signal..";

    @ArchTest
    static final ArchRule taskNeedsTheRulesAndThePort = room(
            "task",
            commonOr(RULES, JOURNAL),
            "a task means the same to the caller that enqueues it and to the server that runs it");

    @ArchTest
    static final ArchRule signalNeedsTheRulesAndThePort = room(
            "signal",
            commonOr(RULES, JOURNAL, TASK),
            "a signal is raised after a commit; it decides nothing and knows nobody who listens");

    @ArchTest
    static final ArchRule clientNeedsTasksAndSignals = room(
            "client",
            commonOr(RULES, JOURNAL, TASK, SIGNAL),
            "a caller's thread never runs a body, so the client cannot even see what does");

    @ArchTest
    static final ArchRule runNeedsTasksAndSignals = room(
            "run",
            commonOr(RULES, JOURNAL, TASK, SIGNAL),
            "bodies run on any store, in any container, and under a manual clock, and never as their callers");

    @ArchTest
    static final ArchRule processNeedsTheFlow = room(
            "process",
            commonOr(RULES, RUN, TASK, SIGNAL, JOURNAL),
            "the loops run on any store, in any container, and under a manual clock");

    @ArchTest
    static final ArchRule journalNeedsNothing =
            room("journal", commonOr(), "everybody logs, so whatever it needed everybody would need");

    @ArchTest
    static final ArchRule payloadSeesJson = room(
            "payload",
            commonOr("jakarta.json..", "java.io..", "java.net.."),
            "replacing the codec replaces all that knows JSON");

    @ArchTest
    static final ArchRule discoverySeesBeans = room(
            "discovery",
            commonOr(
                            "dev.durable.engine.lifecycle..",
                            "dev.durable.engine.payload..",
                            "jakarta.enterprise..",
                            "jakarta.inject..",
                            "jakarta.interceptor..",
                            "jakarta.decorator..")
                    .or(assignableTo(TaskKeys.class))
                    .or(assignableTo(DeclaredTransaction.class)),
            "what a task is follows from its class; of the configuration only the keys matter, which must not collide,"
                    + " and of transactions only what is annotated");

    @ArchTest
    static final ArchRule configSeesMicroProfileConfig = room(
            "config",
            commonOr("dev.durable.engine.lifecycle..", "java.net..", "org.eclipse.microprofile.config.."),
            "a value is read and judged in one place, and is a plain value from there on");

    @ArchTest
    static final ArchRule observeSeesMicroProfileHealth = room(
            "observe",
            commonOr(
                    RUN,
                    TASK,
                    SIGNAL,
                    "dev.durable.engine.process..",
                    "jakarta.enterprise..",
                    "jakarta.inject..",
                    "org.eclipse.microprofile.health.."),
            "what is shown has no say in what is done");

    @ArchTest
    static final ArchRule transactionSeesJta = room(
            "transaction",
            commonOr(TASK, "jakarta.transaction.."),
            "how a transaction begins and ends is known in one place");

    @ArchTest
    static final ArchRule nobodyElseSeesJta = noClasses()
            .that()
            .resideInAnyPackage("dev.durable.engine.*..")
            .and()
            .resideOutsideOfPackage("dev.durable.engine.transaction..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.transaction..")
            .because("how a transaction begins and ends is known in one place");

    @ArchTest
    static final ArchRule telemetrySeesOpenTelemetry = room(
            "telemetry",
            commonOr(
                    TASK,
                    SIGNAL,
                    "dev.durable.engine.lifecycle..",
                    "dev.durable.engine.journal..",
                    "io.opentelemetry..",
                    "jakarta.enterprise..",
                    "org.eclipse.microprofile.config.."),
            "what is counted and traced has no say in what is done");

    @ArchTest
    static final ArchRule nobodyElseSeesOpenTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("dev.durable.engine.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..")
            .because("a server may lack it, and then nothing may miss it");

    @ArchTest
    static final ArchRule theLookupCanBeLoadedWithoutOpenTelemetry = noClasses()
            .that()
            .areAssignableTo(TelemetryLookup.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..")
            .because("a server may lack it, and this is where that is found out");

    @ArchTest
    static final ArchRule nothingSeesTheDatabase = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.persistence..", "java.sql..", "javax.sql..", "org.hibernate..", "dev.durable.jpa..")
            .because("the store can be replaced, and tests run without a database");

    @ArchTest
    static final ArchRule nothingKnowsTheWiring = noClasses()
            .that()
            .resideInAnyPackage("dev.durable.engine.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.durable.engine")
            .because("what puts the rooms together is in none of them");

    @ArchTest
    static final ArchRule thereAreNoCycles = slices().matching("dev.durable.(engine.*)..")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package");

    @ArchTest
    static final ArchRule onlyNewIdsAskAWallClock = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.durable.engine.task.ExecutionIds")
            .should()
            .accessTargetWhere(ASKS_A_WALL_CLOCK)
            .orShould()
            .dependOnClassesThat(assignableTo(Clock.class))
            .because("the database's clock is the only one on which all servers agree; an id only has to be roughly in"
                    + " order, and System.nanoTime measures a span on one server");

    @ArchTest
    static final ArchRule fewSeeServlets = noClasses()
            .that()
            .haveNameNotMatching("dev\\.durable\\.engine\\.Module(Initializer|Listener|Observer|UpServlet)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.servlet..")
            .because("that a web module comes up is all the engine needs to know of the web");

    @ArchTest
    static final ArchRule nothingStartsThreads = noClasses()
            .should()
            .accessTargetWhere(MAKES_A_THREAD)
            .orShould()
            .accessTargetWhere(BORROWS_THE_COMMON_POOL)
            .orShould()
            .dependOnClassesThat(assignableTo(Executors.class)
                    .or(assignableTo(ForkJoinPool.class))
                    .or(assignableTo(Timer.class)))
            .because("threads belong to the server, which gives them the application's context");

    @ArchTest
    static final ArchRule onlySpareThreadsAskForThreads = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.durable.engine.SpareThreads")
            .should()
            .callMethod(ThreadFactory.class, "newThread", Runnable.class)
            .orShould()
            .dependOnClassesThat(assignableTo(AbstractExecutorService.class))
            .because("what runs on an executor of the server ends with the server; what does not has one place that"
                    + " sees to it");

    @ArchTest
    static final ArchRule nothingSleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .because("a sleeping thread of the server is one that it cannot use, and no test can wake it");

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
            .dependOnClassesThat(assignableTo(ObjectInputStream.class).or(assignableTo(ObjectOutputStream.class)))
            .because("who can write to the database must not decide which code a server runs");

    @ArchTest
    static final ArchRule onlyModulesAskAClassLoader = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.durable.engine.WebModules$WebModule")
            .should()
            .callMethod(ClassLoader.class, "loadClass", String.class)
            .because("who can write to the database must not decide which code a server runs; a module is only asked"
                    + " whether it sees a class that is there already");

    @ArchTest
    static final ArchRule nullIsMarkedEverywhere = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(NullMarked.class)
            .because("what may be null says so, and everything else may not");
}
