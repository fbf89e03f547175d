package dev.durable.example.intake;

import dev.durable.example.archive.ArchiveLimits;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much may be taken in, configured by {@code intake.*}. */
@ApplicationScoped
public class IntakeLimits {

    private static final String MIB_5 = "5242880";
    private static final String MIB_50 = "52428800";
    private static final String MIB_200 = "209715200";

    @Inject
    @ConfigProperty(name = "intake.max-upload-size", defaultValue = MIB_50)
    int maxUploadSize;

    @Inject
    @ConfigProperty(name = "intake.max-documents", defaultValue = "1000")
    int maxDocuments;

    @Inject
    @ConfigProperty(name = "intake.max-document-size", defaultValue = MIB_5)
    int maxDocumentSize;

    @Inject
    @ConfigProperty(name = "intake.max-total-size", defaultValue = MIB_200)
    int maxTotalSize;

    @PostConstruct
    void check() {
        atLeastOne("intake.max-upload-size", maxUploadSize);
        atLeastOne("intake.max-documents", maxDocuments);
        atLeastOne("intake.max-document-size", maxDocumentSize);
        atLeastOne("intake.max-total-size", maxTotalSize);
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " is " + value + "; it is at least 1");
        }
    }

    /** The largest upload in bytes. */
    public int maxUploadSize() {
        return maxUploadSize;
    }

    /** How much an archive may hold. */
    public ArchiveLimits archive() {
        return new ArchiveLimits(maxDocuments, maxDocumentSize, maxTotalSize);
    }
}
