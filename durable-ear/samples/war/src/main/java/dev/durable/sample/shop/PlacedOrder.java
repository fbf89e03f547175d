package dev.durable.sample.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

/** What was ordered, under the id of the execution that ships it. */
@Entity
public class PlacedOrder {

    @Id
    private UUID id;

    private String item;

    protected PlacedOrder() {}

    PlacedOrder(UUID id, String item) {
        this.id = id;
        this.item = item;
    }

    String item() {
        return item;
    }
}
