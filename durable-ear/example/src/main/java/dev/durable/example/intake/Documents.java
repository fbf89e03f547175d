package dev.durable.example.intake;

import dev.durable.example.archive.DocumentArchive;
import dev.durable.example.archive.TemporaryFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The documents of the uploads. */
@ApplicationScoped
public class Documents {

    /** How many documents go to the database at once. */
    private static final int BATCH = 20;

    @PersistenceContext
    EntityManager entities;

    @Inject
    IntakeLimits limits;

    /**
     * Makes each document of an upload a row of its own.
     *
     * <p>One transaction: a body that runs again, because its server died, finds all documents or none.
     *
     * @return the names of the documents in alphabetical order
     */
    @Transactional(rollbackOn = Exception.class)
    public List<String> unpack(UUID intakeId) throws IOException {
        List<String> names = names(intakeId);
        if (names.isEmpty()) {
            byte[] upload = entities.find(Upload.class, intakeId).content();
            try (TemporaryFile file = TemporaryFile.of(upload)) {
                new DocumentArchive(limits.archive()).read(file.path(), (name, content) -> {
                    store(new Document(new DocumentRef(intakeId, name), content), names.size());
                    names.add(name);
                });
            }
        }
        names.sort(null);
        return names;
    }

    private void store(Document document, int before) {
        if (before % BATCH == 0) {
            entities.flush();
            entities.clear(); // else all documents would be in memory together until the commit
        }
        entities.persist(document);
    }

    private List<String> names(UUID intakeId) {
        return new ArrayList<>(
                entities.createQuery("select d.ref.name from Document d where d.ref.intakeId = :intakeId", String.class)
                        .setParameter("intakeId", intakeId)
                        .getResultList());
    }

    /** The bytes of one document. */
    @Transactional
    public byte[] content(DocumentRef document) {
        return entities.find(Document.class, document).content();
    }
}
