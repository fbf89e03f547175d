package dev.durable.example.intake;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** One document of an upload, unpacked: a child reads its own and not the whole upload. */
@Entity
@Table(name = "intake_document")
class Document {

    @EmbeddedId
    private DocumentRef ref;

    @Column(nullable = false, length = Integer.MAX_VALUE)
    private byte[] content;

    protected Document() {}

    Document(DocumentRef ref, byte[] content) {
        this.ref = ref;
        this.content = content;
    }
}
