package dev.durable.example.intake;

import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.Task;
import dev.durable.example.document.Catalogue;

/** Catalogues a large upload, once somebody has approved of it: until then nothing is unpacked. */
@Task(id = "largeIntake")
public class LargeIntake implements SequenceTask<IntakeRef, Catalogue.Totals> {

    @Override
    public Steps<IntakeRef, Catalogue.Totals> steps() {
        return Steps.first(Approval.class).then(CatalogueIntake.class);
    }
}
