package dev.durable.example.archive;

/**
 * How much an archive may hold. Its own statements about sizes are not believed: what comes out of it is counted.
 *
 * @param maxDocuments the most documents
 * @param maxDocumentSize the largest document, in bytes
 * @param maxTotalSize all documents together, in bytes
 */
public record ArchiveLimits(int maxDocuments, int maxDocumentSize, long maxTotalSize) {}
