package dev.durable.example.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** What an intake leads to: one JSON text, for it is written once and read as a whole. */
@Entity
@Table(name = "catalogue_entry")
class CatalogueEntry {

    @Id
    @Column(name = "intake_id")
    private UUID intakeId;

    @Column(nullable = false, length = Integer.MAX_VALUE)
    private String catalogue;

    protected CatalogueEntry() {}

    CatalogueEntry(UUID intakeId, String catalogue) {
        this.intakeId = intakeId;
        this.catalogue = catalogue;
    }

    String catalogue() {
        return catalogue;
    }
}
