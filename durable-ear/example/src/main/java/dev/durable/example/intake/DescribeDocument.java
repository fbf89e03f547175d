package dev.durable.example.intake;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.example.document.DocumentDescription;
import dev.durable.example.document.NotTextException;
import jakarta.inject.Inject;

/** Describes one document. It only reads, so it may run any number of times. */
@Task(id = "describeDocument", timeout = "PT1M", maxRetries = 5)
public class DescribeDocument implements DurableTask<DocumentRef, DocumentDescription> {

    @Inject
    private Documents documents;

    @Override
    public DocumentDescription run(TaskContext context, DocumentRef document) {
        try {
            return DocumentDescription.of(document.name(), documents.content(document));
        } catch (NotTextException e) {
            throw TaskException.notRetryable(e.getMessage(), e); // the next attempt would read the same bytes
        }
    }
}
