package dev.durable.example.intake;

import dev.durable.example.document.Catalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** The catalogue: one entry for each intake that was catalogued. */
@ApplicationScoped
public class Catalogues {

    @PersistenceContext
    EntityManager entities;

    private final Jsonb json = JsonbBuilder.create();

    /**
     * Writes the entry of an intake.
     *
     * <p>A body runs at least once: if the server dies after this commit and before the engine's, it runs again, and
     * must then replace the entry instead of adding another.
     */
    @Transactional
    public void put(UUID intakeId, Catalogue catalogue) {
        entities.merge(new CatalogueEntry(intakeId, json.toJson(catalogue)));
    }

    /** The catalogue of an intake; empty as long as it is not combined. */
    public Optional<Catalogue> find(UUID intakeId) {
        return Optional.ofNullable(entities.find(CatalogueEntry.class, intakeId))
                .map(entry -> json.fromJson(entry.catalogue(), Catalogue.class));
    }
}
