package dev.durable.example.intake;

import dev.durable.Children;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import dev.durable.example.archive.RefusedArchiveException;
import dev.durable.example.document.Catalogue;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Catalogues an upload: unpacks it, has each document described by a child, and combines the descriptions.
 *
 * <p>A catalogue that lacks a document would be wrong, so the default policy is right: the first document that cannot
 * be described fails the whole, and the error says which.
 */
@Task(id = "catalogueIntake", timeout = "PT2M", maxRetries = 5)
public class CatalogueIntake implements ParentTask<IntakeRef, Void, Catalogue.Totals> {

    @Inject
    private Documents documents;

    @Inject
    private Catalogues catalogues;

    @Inject
    private Intakes intakes;

    @Override
    public Children<Void> run(TaskContext context, IntakeRef intake) throws IOException {
        UUID id = intake.intakeId();
        intakes.cataloguedBy(id, context.executionId());
        return Children.<Void>of(null)
                .andEach(
                        DescribeDocument.class,
                        unpack(id).stream()
                                .map(name -> new DocumentRef(id, name))
                                .toList());
    }

    private List<String> unpack(UUID intakeId) throws IOException {
        try {
            return documents.unpack(intakeId);
        } catch (RefusedArchiveException e) {
            throw TaskException.notRetryable(e.getMessage(), e); // it was sound at the door: a limit was lowered since
        }
    }

    @Override
    public Catalogue.Totals combine(TaskContext context, Finished<IntakeRef, Void> all) {
        Catalogue catalogue = Catalogue.of(all.outputs(DescribeDocument.class));
        catalogues.put(all.input().intakeId(), catalogue);
        return catalogue.totals();
    }
}
