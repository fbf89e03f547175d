package dev.durable.example.intake;

import dev.durable.example.document.Catalogue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** A catalogue is written once and read as a whole, so it is one JSON text. */
@Converter
class CatalogueConverter implements AttributeConverter<Catalogue, String> {

    private final Jsonb json = JsonbBuilder.create();

    @Override
    public String convertToDatabaseColumn(Catalogue catalogue) {
        return json.toJson(catalogue);
    }

    @Override
    public Catalogue convertToEntityAttribute(String text) {
        return json.fromJson(text, Catalogue.class);
    }
}
