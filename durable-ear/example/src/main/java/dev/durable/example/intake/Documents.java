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
            try (TemporaryFile file = TemporaryFile.of(upload(intakeId))) {
                new DocumentArchive(limits.archive()).read(file.path(), new Rows(intakeId, names));
            }
        }
        names.sort(null);
        return names;
    }

    private List<String> names(UUID intakeId) {
        return new ArrayList<>(
                entities.createQuery("select d.ref.name from Document d where d.ref.intakeId = :intakeId", String.class)
                        .setParameter("intakeId", intakeId)
                        .getResultList());
    }

    private byte[] upload(UUID intakeId) {
        return entities.createQuery("select u.content from Upload u where u.intakeId = :intakeId", byte[].class)
                .setParameter("intakeId", intakeId)
                .getSingleResult();
    }

    /** The bytes of one document. */
    @Transactional
    public byte[] content(DocumentRef document) {
        return entities.createQuery("select d.content from Document d where d.ref = :document", byte[].class)
                .setParameter("document", document)
                .getSingleResult();
    }

    /** Writes documents in batches, so that they are never in memory together. */
    private final class Rows implements DocumentArchive.Sink {

        private static final int BATCH_SIZE = 4 * 1024 * 1024;

        private final UUID intakeId;
        private final List<String> names;
        private int pending;

        private Rows(UUID intakeId, List<String> names) {
            this.intakeId = intakeId;
            this.names = names;
        }

        @Override
        public void accept(String name, byte[] content) {
            entities.persist(new Document(new DocumentRef(intakeId, name), content));
            names.add(name);
            pending += content.length;
            if (pending >= BATCH_SIZE) {
                entities.flush();
                entities.clear();
                pending = 0;
            }
        }
    }
}
