package dev.durable.spi.testing;

import dev.durable.spi.Change;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.StoredExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what it was asked, and decides as another rule does. */
final class RecordingFamilyRule implements FamilyRule {

    private final FamilyRule rule;
    private final List<Call> calls = new ArrayList<>();

    RecordingFamilyRule(FamilyRule rule) {
        this.rule = rule;
    }

    @Override
    public Optional<Change> decide(StoredExecution parent, List<StoredExecution> ended) {
        calls.add(new Call(parent, ended));
        return rule.decide(parent, ended);
    }

    List<Call> calls() {
        return calls;
    }

    /**
     * One question.
     *
     * @param parent the parent
     * @param ended who told it
     */
    record Call(StoredExecution parent, List<StoredExecution> ended) {}
}
