package dev.durable.examples;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** What the examples are about. */
final class Shop {

    private Shop() {}

    public record Payment(String card, BigDecimal amount) {}

    public record Receipt(String number) {}

    public record Item(String article, int count) {}

    public record Order(long id, Payment payment, List<Item> items) {}

    public record Parcel(String article, int grams) {}

    public record Shipment(long orderId, int parcels, int grams) {}

    public record Mail(String to, String subject, String text) {}

    public record Wish(String article, List<String> suppliers) {

        public List<Question> questions() {
            return suppliers.stream()
                    .map(supplier -> new Question(supplier, article))
                    .toList();
        }
    }

    public record Question(String supplier, String article) {}

    public record Offer(String supplier, BigDecimal price) {}

    public record Payout(String account, BigDecimal amount) {}

    public record Region(String name, long stock, List<Region> parts) {}

    public record Reading(String meter, BigDecimal value) {}

    public record Page(long last, boolean full, boolean closed) {}

    public interface CardGateway {
        Receipt charge(Payment payment, String idempotencyKey);
    }

    public interface Warehouse {
        Parcel pack(Item item);

        void reserve(List<Item> items);
    }

    public interface Mailer {
        void send(Mail mail);
    }

    public interface Suppliers {
        Offer ask(String supplier, String article);
    }

    public interface Feed {
        boolean takeOverNextPage(String supplier);
    }

    public interface Carrier {
        String book(Shipment shipment, String idempotencyKey);

        boolean hasDelivered(String parcel);
    }

    public interface Postbox {
        Page takeOver(String box, long after);
    }

    public static class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Duration pause() {
            return Duration.ofSeconds(30);
        }
    }

    public static class UnknownAddressException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
