package dev.durable.example.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.example.document.Catalogue.Totals;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void totalsAreTheSumsOfTheDocuments() {
        Catalogue catalogue = Catalogue.of(List.of(document("a", 10, 2, 1), document("b", 5, 1, 3)));
        assertThat(catalogue.totals()).isEqualTo(new Totals(2, 15, 3, 4));
        assertThat(catalogue.documents()).extracting(DocumentDescription::name).containsExactly("a", "b");
    }

    @Test
    void theTotalsOfNothingAreZero() {
        assertThat(Catalogue.of(List.of()).totals()).isEqualTo(new Totals(0, 0, 0, 0));
    }

    private static DocumentDescription document(String name, long characters, long words, long lines) {
        return new DocumentDescription(name, null, characters, words, lines, "", List.of());
    }
}
