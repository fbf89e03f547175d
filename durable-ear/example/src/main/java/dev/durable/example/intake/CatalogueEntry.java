package dev.durable.example.intake;

import dev.durable.example.document.Catalogue;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** What an intake leads to. */
@Entity
@Table(name = "catalogue_entry")
class CatalogueEntry {

    @Id
    @Column(name = "intake_id")
    private UUID intakeId;

    @Column(nullable = false, length = Integer.MAX_VALUE)
    @Convert(converter = CatalogueConverter.class)
    private Catalogue catalogue;

    protected CatalogueEntry() {}

    CatalogueEntry(UUID intakeId, Catalogue catalogue) {
        this.intakeId = intakeId;
        this.catalogue = catalogue;
    }

    Catalogue catalogue() {
        return catalogue;
    }
}
