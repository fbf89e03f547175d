package dev.durable.it.inside;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** An entity of the application. It is written when its transaction commits, and no sooner. */
@Entity
@Table(name = "booking")
class Booking {

    @Id
    private UUID id;

    @Column(nullable = false)
    private String entry;

    protected Booking() {}

    Booking(UUID id, String entry) {
        this.id = id;
        this.entry = entry;
    }

    String entry() {
        return entry;
    }
}
