package dev.durable.examples;

import dev.durable.examples.Shop.Payout;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.util.UUID;

@Entity
class Booking {

    @Id
    private UUID id;

    private String account;

    private BigDecimal amount;

    protected Booking() {}

    Booking(UUID id, Payout payout) {
        this.id = id;
        this.account = payout.account();
        this.amount = payout.amount();
    }

    UUID id() {
        return id;
    }

    String account() {
        return account;
    }

    BigDecimal amount() {
        return amount;
    }
}
