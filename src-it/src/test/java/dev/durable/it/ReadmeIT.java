package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.SamplesIT.Sample;
import dev.durable.it.harness.Environment;
import dev.durable.it.harness.Pom;
import dev.durable.it.harness.Pom.Dependency;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * "Your own WAR in five minutes" is the sample that is built with these tests, and that {@link SamplesIT} deploys and calls. That
 * its class is the sample's is held with all Java of the documents.
 */
@Tag("every")
class ReadmeIT {

    private static final Pattern SECTION =
            Pattern.compile("^## Your own WAR in five minutes$(.*?)^## ", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BLOCK =
            Pattern.compile("^```([a-z]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String[] MANAGED = {"dependencyManagement", "dependencies", "dependency"};
    private static final String[] DEPENDENCIES = {"dependencies", "dependency"};

    /** What a dependency says of itself. */
    private record Line(String name, String version, String type, String scope) {

        static List<Line> of(Pom pom, String... path) {
            return pom.dependencies(path).stream()
                    .map(dependency -> new Line(
                            dependency.name(),
                            part(dependency, "version")
                                    .replace(
                                            "${durable.version}",
                                            pom.text("properties", "durable.version")
                                                    .orElse("")),
                            part(dependency, "type"),
                            part(dependency, "scope")))
                    .toList();
        }

        private static String part(Dependency dependency, String name) {
            return dependency.part(name).orElse("");
        }
    }

    @Test
    void itsDependenciesAreThoseOfTheSample() throws IOException {
        Pom sample = Pom.read(Environment.sampleWar().resolve("pom.xml"));
        Pom readme = Pom.fragment(blocks("xml").get(0));

        assertThat(Line.of(readme, MANAGED)).isNotEmpty().isEqualTo(Line.of(sample, MANAGED));
        assertThat(Line.of(readme, DEPENDENCIES)).isSubsetOf(Line.of(sample, DEPENDENCIES));
        assertThat(Line.of(sample, DEPENDENCIES))
                .filteredOn(line -> line.name().startsWith("dev.durable:"))
                .isNotEmpty()
                .isSubsetOf(Line.of(readme, DEPENDENCIES));
    }

    @Test
    void itsServerFragmentIsTheOneThatTheSampleRunsBy() throws IOException {
        String fragment = Files.readString(Environment.sampleWar().resolve("src/main/liberty/application.xml"));

        assertThat(blocks("xml")).hasSize(2).last().asString().isEqualTo(fragment.replaceFirst("^<!--.*-->\\n", ""));
    }

    @Test
    void itsCallIsTheOneThatTheSampleIsCalledBy() throws IOException {
        assertThat(blocks("")).containsExactly(Sample.WAR.curl() + "\n");
    }

    /** The blocks of the section in a language; commands have none. */
    private static List<String> blocks(String language) throws IOException {
        String readme = Files.readString(Environment.repository().resolve("README.md"));
        String section = SECTION.matcher(readme)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        return BLOCK.matcher(section)
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .toList();
    }
}
