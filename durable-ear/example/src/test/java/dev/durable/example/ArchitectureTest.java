package dev.durable.example;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.durable.example", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ANALYSIS_IS_PURE = classes()
            .that()
            .resideInAnyPackage("dev.durable.example.document", "dev.durable.example.archive")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "dev.durable.example.document", "dev.durable.example.archive")
            .because("what a document says is computed from its bytes alone, and tested without a server");

    @ArchTest
    static final ArchRule ONLY_THE_API = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.durable.spi..", "dev.durable.engine..", "dev.durable.jpa..", "dev.durable.web..")
            .because("an application is written against dev.durable and Jakarta EE, and this one shows how");

    @ArchTest
    static final ArchRule ONLY_STANDARDS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.hibernate..", "io.openliberty..", "org.jboss..", "org.wildfly..")
            .because("the same archive runs on every server");

    @ArchTest
    static final ArchRule NO_CLOCK_AND_NO_STREAMS = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("the database's clock is the source of time, and the server's log of messages");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.durable.example.(*)..").should().beFreeOfCycles();
}
