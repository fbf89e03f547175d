package dev.durable.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.durable.web", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule itOnlyPassesOnThatAModuleComesAndGoes = classes()
            .should()
            .onlyDependOnClassesThat()
            .haveNameMatching("dev\\.durable\\.web\\..*|dev\\.durable\\.engine\\.ModuleListener|java\\..*"
                    + "|jakarta\\.servlet\\..*|org\\.jspecify\\..*")
            .because("each web module carries this jar: whatever it needed besides, every application would have to"
                    + " bring along");
}
