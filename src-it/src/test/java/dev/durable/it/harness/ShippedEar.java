package dev.durable.it.harness;

import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The EAR as it ships, with other applications in it than the example. */
public final class ShippedEar {

    private ShippedEar() {}

    /** The EAR without the example: what is left is the engine. */
    public static EnterpriseArchive withoutExample(String name) {
        EnterpriseArchive ear = open(name);
        ear.delete(example(ear));
        ear.delete("/META-INF/application.xml");
        return ear;
    }

    /**
     * A web module that has nothing but the start-up jar which each one carries, and references to datasources: the one
     * of the engine, and others.
     */
    public static WebArchive webModule(String name, String... otherDatasources) {
        return webModule(name, new DatasourceReferences("jdbc/durable", otherDatasources));
    }

    /** The same, but WildFly is not told to keep the threads of bodies until the application has stopped. */
    public static WebArchive webModuleWithoutExecutors(String name) {
        return webModule(name, new DatasourceReferences("jdbc/durable").withoutExecutors());
    }

    private static WebArchive webModule(String name, DatasourceReferences references) {
        EnterpriseArchive ear = open(name + ".ear");
        WebArchive example = ear.getAsType(WebArchive.class, example(ear));
        WebArchive module = ShrinkWrap.create(WebArchive.class, name);
        example.getContent(path -> path.get().matches("/WEB-INF/lib/durable-web-.*\\.jar"))
                .values()
                .forEach(jar -> module.add(jar.getAsset(), jar.getPath()));
        return module.setWebXML(new StringAsset(references.webXml()))
                .addAsWebInfResource(new StringAsset(references.jbossWebXml()), "jboss-web.xml");
    }

    /** A jar for the {@code lib} of an EAR with its configuration, as lines of {@code key=value}. */
    public static JavaArchive configuration(String... lines) {
        return ShrinkWrap.create(JavaArchive.class, "configuration.jar")
                .addAsResource(new StringAsset(String.join("\n", lines)), "META-INF/microprofile-config.properties");
    }

    /** A jar of classes, for the {@code lib} of an EAR. */
    public static JavaArchive library(String name, Package content) {
        return ShrinkWrap.create(JavaArchive.class, name).addPackage(content);
    }

    /** Writes an EAR where a server can be given it. */
    public static Path export(EnterpriseArchive ear) {
        Path file = Environment.directory().resolve(ear.getName());
        ear.as(ZipExporter.class).exportTo(file.toFile(), true);
        return file;
    }

    private static EnterpriseArchive open(String name) {
        return ShrinkWrap.create(ZipImporter.class, name)
                .importFrom(Environment.ear().toFile())
                .as(EnterpriseArchive.class);
    }

    private static ArchivePath example(EnterpriseArchive ear) {
        return ear.getContent(path -> path.get().endsWith(".war")).values().stream()
                .map(Node::getPath)
                .findFirst()
                .orElseThrow();
    }
}
