package dev.durable.example.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ExecutionId;
import dev.durable.TaskExecution.Progress;
import dev.durable.TaskStatus;
import dev.durable.WakeAnswer;
import dev.durable.WakeUp;
import dev.durable.example.intake.RefusedDecisionException.Reason;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large intakes on an embedded database; the engine is played by the test. */
class ApprovalsTest {

    private static final Decision APPROVED = new Decision(true, "Ann");
    private static final Decision REJECTED = new Decision(false, "Bob");

    private final FakeExecutor engine = new FakeExecutor();
    private final Intakes intakes = new Intakes();
    private final Approvals approvals = new Approvals();
    private EntityManagerFactory factory;
    private EntityManager entities;

    @BeforeEach
    void open() {
        factory = new Configuration()
                .addAnnotatedClass(Intake.class)
                .addAnnotatedClass(Upload.class)
                .addAnnotatedClass(CatalogueEntry.class)
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .setProperty("hibernate.hbm2ddl.halt_on_error", "true")
                .setProperty("jakarta.persistence.jdbc.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=50")
                .buildSessionFactory();
        entities = factory.createEntityManager();
        entities.getTransaction().begin();
        intakes.entities = approvals.entities = entities;
        intakes.durable = approvals.durable = engine.executor();
        intakes.catalogues = new Catalogues();
        intakes.catalogues.entities = entities;
        intakes.limits = new IntakeLimits();
        intakes.limits.approvalAbove = 2;
    }

    @AfterEach
    void close() {
        entities.getTransaction().rollback();
        entities.close();
        factory.close();
    }

    @Test
    void onlyALargeIntakeIsASequenceThatBeginsWithAnApproval() {
        intakes.accept(new byte[0], 2);
        intakes.accept(new byte[0], 3);

        assertThat(engine.enqueued).isEqualTo(List.of(CatalogueIntake.class, LargeIntake.class));
        assertThat(new LargeIntake().steps().list()).isEqualTo(List.of(Approval.class, CatalogueIntake.class));
    }

    @Test
    void anApprovalHandsTheIntakeOn() {
        UUID id = large();

        assertThat(approvals.decide(id, APPROVED)).contains(new Ruling(APPROVED, false));

        WakeUp<?> wakeUp = engine.wakes.get(keyOf(id));
        assertThat(wakeUp.isCompleted()).isTrue();
        assertThat(wakeUp.output()).isEqualTo(new IntakeRef(id));
        assertThat(decision(id)).contains(APPROVED);
    }

    @Test
    void aRejectionFailsTheIntakeAndSaysWho() {
        UUID id = large();

        assertThat(approvals.decide(id, REJECTED)).contains(new Ruling(REJECTED, false));

        assertThat(engine.wakes.get(keyOf(id)).failure()).isEqualTo("The intake was rejected by Bob");
        assertThat(decision(id)).contains(REJECTED);
    }

    @Test
    void theSameDecisionAgainIsAnsweredWithTheFirst() {
        UUID id = large();
        approvals.decide(id, APPROVED);

        assertThat(approvals.decide(id, new Decision(true, "Carl"))).contains(new Ruling(APPROVED, true));
        engine.answer = new WakeAnswer.AlreadyFinished(TaskStatus.COMPLETED);
        assertThat(approvals.decide(id, new Decision(true, "Carl"))).contains(new Ruling(APPROVED, true));
        assertThat(decision(id)).contains(APPROVED);
    }

    @Test
    void theOppositeDecisionIsRefusedAndWakesNobodyUp() {
        UUID id = large();
        approvals.decide(id, REJECTED);

        assertRefused(id, APPROVED, Reason.ALREADY_DECIDED, "rejected by Bob");

        assertThat(engine.wakes.get(keyOf(id)).isCompleted()).isFalse();
        assertThat(decision(id)).contains(REJECTED);
    }

    @Test
    void whoDecidesAtTheSameMomentHasToWaitForTheFirst() {
        UUID id = large();
        entities.getTransaction().commit();
        entities.getTransaction().begin();
        approvals.decide(id, APPROVED);
        Approvals second = new Approvals();
        second.durable = approvals.durable;
        second.entities = factory.createEntityManager();
        second.entities.getTransaction().begin();

        assertThatThrownBy(() -> second.decide(id, REJECTED)).isInstanceOf(PersistenceException.class);

        assertThat(engine.wakes.get(keyOf(id)).isCompleted()).isTrue();
        second.entities.getTransaction().rollback();
        second.entities.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMED_OUT", "CANCELLED"})
    void aDecisionAfterTheEndIsRefusedWithThatEnd(TaskStatus end) {
        UUID id = large();
        engine.answer = new WakeAnswer.AlreadyFinished(end);

        assertRefused(id, APPROVED, Reason.TOO_LATE, end.name());
        assertRefused(id, REJECTED, Reason.TOO_LATE, end.name());
        assertThat(decision(id)).isEmpty();
    }

    @Test
    void anApprovalWhoseTimeRanOutBeforeItsWakeCameIsTooLateWhenItIsRepeated() {
        UUID id = large();
        approvals.decide(id, APPROVED);
        engine.answer = new WakeAnswer.AlreadyFinished(TaskStatus.TIMED_OUT);

        assertRefused(id, APPROVED, Reason.TOO_LATE, "TIMED_OUT");
    }

    @Test
    void nobodyIsWokenUpOnceTheIntakeIsCancelled() {
        UUID id = large();
        engine.put(find(id).executionId(), TaskStatus.CANCELLED, new Progress(0, 0));

        assertRefused(id, APPROVED, Reason.TOO_LATE, "CANCELLED");
        assertThat(engine.wakes).isEmpty();
    }

    @Test
    void aSmallIntakeNeedsNoApproval() {
        UUID id = intakes.accept(new byte[0], 1).id();

        assertRefused(id, APPROVED, Reason.NO_APPROVAL_NEEDED, "needs no approval");
        assertThat(engine.wakes).isEmpty();
    }

    @Test
    void thereIsNothingToDecideAboutAnUnknownIntake() {
        assertThat(approvals.decide(UUID.randomUUID(), APPROVED)).isEmpty();
    }

    @Test
    void aLargeIntakeCountsItsDocumentsOnceItIsUnpackedAndNeverItsSteps() {
        UUID id = large();
        engine.put(find(id).executionId(), TaskStatus.WAITING_FOR_CHILDREN, new Progress(1, 2));
        assertThat(intakes.find(id).orElseThrow().progress()).isNull();

        UUID cataloguing = UUID.randomUUID();
        engine.put(cataloguing, TaskStatus.WAITING_FOR_CHILDREN, new Progress(40, 1000));
        intakes.cataloguedBy(id, new ExecutionId(cataloguing));

        assertThat(intakes.find(id).orElseThrow().progress()).isEqualTo(new Progress(40, 1000));
    }

    private UUID large() {
        UUID id = intakes.accept(new byte[0], 3).id();
        entities.flush();
        return id;
    }

    private static String keyOf(UUID id) {
        return new Approval().key(new IntakeRef(id));
    }

    private Intake find(UUID id) {
        entities.flush();
        entities.clear();
        return entities.find(Intake.class, id);
    }

    private Optional<Decision> decision(UUID id) {
        return find(id).decision();
    }

    private void assertRefused(UUID id, Decision decision, Reason reason, String part) {
        assertThatThrownBy(() -> approvals.decide(id, decision))
                .isInstanceOfSatisfying(RefusedDecisionException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason))
                .hasMessageContaining(part);
    }
}
