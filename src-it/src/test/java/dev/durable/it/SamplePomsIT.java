package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Environment;
import dev.durable.it.harness.Pom;
import dev.durable.it.harness.Pom.Dependency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each sample builds wherever it is copied to: what its project files refer to is in its own folder, or in a repository.
 * That nothing is missing in them is what the build of the samples shows.
 */
@Tag("every")
class SamplePomsIT {

    private static final String BOM = "dev.durable:durable-bom";
    private static final String[] MANAGED = {"dependencyManagement", "dependencies", "dependency"};
    private static final String[] MANAGED_PLUGINS = {"build", "pluginManagement", "plugins", "plugin"};

    static Stream<Path> samples() throws IOException {
        Path samples = Environment.repository().resolve("durable-ear/samples");
        try (Stream<Path> found = Files.list(samples)) {
            List<Path> folders = found.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
            assertThat(folders)
                    .extracting(Path::getFileName)
                    .map(Path::toString)
                    .containsExactly("ear", "war");
            return folders.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleInheritsFromNothingOutsideOfItsFolder(Path sample) throws IOException {
        Pom root = root(sample);
        assertThat(root.text("parent", "artifactId")).isEmpty();
        for (Path file : modules(sample)) {
            Pom module = Pom.read(file);
            assertThat(module.text("parent", "artifactId")).as(file.toString()).isEqualTo(root.text("artifactId"));
            assertThat(module.text("parent", "relativePath"))
                    .as(file.toString())
                    .isEmpty();
        }
        for (Path file : projectFiles(sample)) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("../");
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleHasTheVersionsOfDurableFromTheBomAlone(Path sample) throws IOException {
        Pom root = root(sample);
        assertThat(root.dependencies(MANAGED))
                .filteredOn(SamplePomsIT::isImport)
                .extracting(Dependency::name)
                .containsExactly(BOM);
        assertThat(root.text("properties", "durable.version"))
                .isEqualTo(bom().text("version"))
                .isPresent();
        List<String> known = Stream.concat(Stream.of(bom()), Stream.of(root))
                .flatMap(pom -> pom.dependencies(MANAGED).stream())
                .map(Dependency::name)
                .toList();
        List<String> own = projectFiles(sample).stream()
                .map(Pom::read)
                .map(pom -> "dev.durable:" + pom.text("artifactId").orElseThrow())
                .toList();
        for (Path file : projectFiles(sample)) {
            List<Dependency> dependencies = Pom.read(file).dependencies("dependencies", "dependency");
            assertThat(dependencies)
                    .filteredOn(dependency -> !own.contains(dependency.name()))
                    .allSatisfy(dependency -> {
                        boolean managed = known.contains(dependency.name());
                        assertThat(dependency.part("version").isPresent())
                                .as("version of " + dependency.name() + " in " + file)
                                .isNotEqualTo(managed);
                        if (!managed) {
                            assertThat(dependency.name()).as(file.toString()).doesNotStartWith("dev.durable:");
                        }
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleNamesTheVersionOfEachPlugin(Path sample) throws IOException {
        List<Dependency> managed = root(sample).dependencies(MANAGED_PLUGINS);
        assertThat(managed).isNotEmpty().allSatisfy(plugin -> assertThat(plugin.part("version"))
                .as(plugin.name())
                .isPresent());
        for (Path file : projectFiles(sample)) {
            assertThat(Pom.read(file).dependencies("build", "plugins", "plugin"))
                    .as(file.toString())
                    .extracting(Dependency::name)
                    .isSubsetOf(managed.stream().map(Dependency::name).toList());
        }
    }

    private static boolean isImport(Dependency dependency) {
        return dependency.part("scope").equals(Optional.of("import"));
    }

    private static Pom bom() {
        return Pom.read(Environment.repository().resolve("durable-bom/pom.xml"));
    }

    private static Pom root(Path sample) {
        return Pom.read(sample.resolve("pom.xml"));
    }

    private static List<Path> modules(Path sample) throws IOException {
        return projectFiles(sample).stream()
                .filter(file -> !file.equals(sample.resolve("pom.xml")))
                .toList();
    }

    private static List<Path> projectFiles(Path sample) throws IOException {
        try (Stream<Path> files = Files.walk(sample)) {
            return files.filter(file -> file.endsWith("pom.xml"))
                    .filter(file -> !sample.relativize(file).toString().contains("target"))
                    .toList();
        }
    }
}
