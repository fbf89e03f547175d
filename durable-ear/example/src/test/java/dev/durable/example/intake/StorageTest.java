package dev.durable.example.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.example.archive.RefusedArchiveException;
import dev.durable.example.document.Catalogue;
import dev.durable.example.document.DocumentDescription;
import dev.durable.example.document.WordCount;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application's tables on an embedded database; the transactions, elsewhere the server's, are the test's own. */
class StorageTest {

    private static final String URL = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private static EntityManagerFactory factory;

    private final UUID intake = UUID.randomUUID();
    private final Documents documents = new Documents();
    private final Catalogues catalogues = new Catalogues();
    private EntityManager entities;

    @BeforeAll
    static void open() {
        factory = factory();
    }

    private static EntityManagerFactory factory() {
        return new Configuration()
                .addAnnotatedClass(Intake.class)
                .addAnnotatedClass(Upload.class)
                .addAnnotatedClass(Document.class)
                .addAnnotatedClass(CatalogueEntry.class)
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .setProperty("hibernate.hbm2ddl.halt_on_error", "true")
                .setProperty("jakarta.persistence.jdbc.url", URL)
                .buildSessionFactory();
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void begin() {
        entities = factory.createEntityManager();
        documents.entities = entities;
        documents.limits = new IntakeLimits();
        documents.limits.maxDocuments = 600;
        documents.limits.maxDocumentSize = 2_000_000;
        documents.limits.maxTotalSize = 10_000_000;
        catalogues.entities = entities;
        entities.getTransaction().begin();
    }

    @AfterEach
    void end() {
        if (entities.getTransaction().isActive()) {
            entities.getTransaction().rollback();
        }
        entities.close();
    }

    @Test
    void tablesThatExistAreTakenAsTheyAre() {
        factory().close();
    }

    @Test
    void largeDocumentsComeBackAsTheyWere() throws IOException {
        List<String> names = upload(5, name -> name.repeat(250_000));
        assertThat(documents.unpack(intake)).isEqualTo(names);
        commitAndBegin();
        for (String name : names) {
            assertThat(documents.content(new DocumentRef(intake, name)))
                    .isEqualTo(name.repeat(250_000).getBytes(UTF_8));
        }
    }

    @Test
    void theDatabaseSaysWhenAnIntakeWasCreated() {
        entities.persist(new Intake(intake, UUID.randomUUID(), false));
        commitAndBegin();
        assertThat(entities.find(Intake.class, intake).createdAt()).isNotNull();
    }

    @Test
    void unpackingMakesEachDocumentARow() throws IOException {
        List<String> names = upload(500, name -> "text of " + name);
        assertThat(documents.unpack(intake)).isEqualTo(names);
        commitAndBegin();
        for (String name : names) {
            assertThat(documents.content(new DocumentRef(intake, name)))
                    .asString(UTF_8)
                    .isEqualTo("text of " + name);
        }
    }

    @Test
    void unpackingAgainFindsWhatIsThere() throws IOException {
        List<String> names = upload(45, name -> name);
        documents.unpack(intake);
        commitAndBegin();
        assertThat(documents.unpack(intake)).isEqualTo(names);
        commitAndBegin();
        assertThat(entities.createQuery("select count(d) from Document d where d.ref.intakeId = :id", Long.class)
                        .setParameter("id", intake)
                        .getSingleResult())
                .isEqualTo(45);
    }

    @Test
    void unpackingIsHeldToTheLimitsOfNow() throws IOException {
        upload(45, name -> name);
        documents.limits.maxDocuments = 44;
        assertThatThrownBy(() -> documents.unpack(intake)).isInstanceOf(RefusedArchiveException.class);
    }

    @Test
    void combiningTwiceLeavesOneEntry() {
        catalogues.put(intake, catalogue("before the crash"));
        commitAndBegin();
        catalogues.put(intake, catalogue("after the crash"));
        commitAndBegin();
        assertThat(catalogues.find(intake)).contains(catalogue("after the crash"));
        assertThat(catalogues.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void aCatalogueComesBackAsItWas() {
        Catalogue catalogue = Catalogue.of(List.of(
                new DocumentDescription("ü \"q\"", "\uD83D\uDE80", 7, 2, 1, "00ff", List.of(new WordCount("a", 2))),
                new DocumentDescription("empty", null, 0, 0, 0, "e3b0", List.of())));
        catalogues.put(intake, catalogue);
        commitAndBegin();
        assertThat(catalogues.find(intake)).contains(catalogue);
    }

    private static Catalogue catalogue(String title) {
        return Catalogue.of(IntStream.range(0, 500)
                .mapToObj(n -> new DocumentDescription("document" + n, title, 1, 1, 1, "00".repeat(32), List.of()))
                .toList());
    }

    /** Stores a ZIP of so many documents; the answer is their names in order. */
    private List<String> upload(int size, UnaryOperator<String> text) throws IOException {
        List<String> names = IntStream.range(0, size)
                .mapToObj(n -> String.format(Locale.ROOT, "%03d.txt", n))
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(text.apply(name).getBytes(UTF_8));
            }
        }
        entities.persist(new Upload(intake, bytes.toByteArray()));
        commitAndBegin();
        return names;
    }

    private void commitAndBegin() {
        entities.getTransaction().commit();
        entities.clear();
        entities.getTransaction().begin();
    }
}
