package dev.durable.example.intake;

import dev.durable.example.archive.ArchiveLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much may be taken in, configured by {@code intake.*}. */
@ApplicationScoped
public class IntakeLimits {

    /** Uploads and documents are arrays of bytes when they go to the database. */
    private static final int MAX = 1 << 30;

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

    @Inject
    @ConfigProperty(name = "intake.parallel-uploads", defaultValue = "4")
    int parallelUploads;

    @Inject
    @ConfigProperty(name = "intake.approval-above", defaultValue = "500")
    int approvalAbove;

    /** Refuses to start with a value that would refuse every upload. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        inRange("intake.max-upload-size", maxUploadSize);
        inRange("intake.max-documents", maxDocuments);
        inRange("intake.max-document-size", maxDocumentSize);
        inRange("intake.max-total-size", maxTotalSize);
        inRange("intake.parallel-uploads", parallelUploads);
        inRange("intake.approval-above", approvalAbove, 0);
    }

    private static void inRange(String key, int value) {
        inRange(key, value, 1);
    }

    private static void inRange(String key, int value, int least) {
        if (value < least || value > MAX) {
            throw new IllegalArgumentException(key + " is " + value + "; it may be " + least + " to " + MAX);
        }
    }

    /** The largest upload in bytes. */
    public int maxUploadSize() {
        return maxUploadSize;
    }

    /** How many uploads may be received at once. */
    public int parallelUploads() {
        return parallelUploads;
    }

    /** Whether somebody has to approve of an intake of so many documents. */
    public boolean isLarge(int documents) {
        return documents > approvalAbove;
    }

    /** How much an archive may hold. */
    public ArchiveLimits archive() {
        return new ArchiveLimits(maxDocuments, maxDocumentSize, maxTotalSize);
    }
}
