package dev.durable.example.document;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The catalogue entry of one intake.
 *
 * @param documents what it says about each document
 * @param totals the figures of all documents together
 */
public record Catalogue(List<DocumentDescription> documents, Totals totals) {

    // Not in the compact form: a newer compiler marks the parameters of that as implied, Java 17 then does not say what
    // they are lists of, and JSON-B reads maps.
    public Catalogue(List<DocumentDescription> documents, Totals totals) {
        this.documents = List.copyOf(documents);
        this.totals = totals;
    }

    /** Combines descriptions, in their order. */
    public static Catalogue of(List<DocumentDescription> documents) {
        return new Catalogue(
                documents,
                new Totals(
                        documents.size(),
                        sum(documents, DocumentDescription::characters),
                        sum(documents, DocumentDescription::words),
                        sum(documents, DocumentDescription::lines)));
    }

    private static long sum(List<DocumentDescription> documents, ToLongFunction<DocumentDescription> figure) {
        return documents.stream().mapToLong(figure).sum();
    }

    /**
     * The figures of all documents together.
     *
     * @param documents how many there are
     * @param characters their code points
     * @param words their words
     * @param lines their lines
     */
    public record Totals(int documents, long characters, long words, long lines) {}
}
