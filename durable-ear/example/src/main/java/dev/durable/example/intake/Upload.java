package dev.durable.example.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The ZIP of an intake: a row of its own, so that listing intakes does not read it. */
@Entity
@Table(name = "intake_upload")
class Upload {

    @Id
    @Column(name = "intake_id")
    private UUID intakeId;

    @Column(nullable = false, length = Integer.MAX_VALUE)
    private byte[] content;

    protected Upload() {}

    Upload(UUID intakeId, byte[] content) {
        this.intakeId = intakeId;
        this.content = content;
    }
}
