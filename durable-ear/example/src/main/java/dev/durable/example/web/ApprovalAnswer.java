package dev.durable.example.web;

import dev.durable.example.intake.Decision;
import java.util.UUID;

/**
 * What was decided about an intake.
 *
 * @param id the intake
 * @param answer {@code APPROVED} or {@code REJECTED}
 * @param by who decided it first
 */
public record ApprovalAnswer(UUID id, String answer, String by) {

    static ApprovalAnswer of(UUID id, Decision decision) {
        return new ApprovalAnswer(id, decision.approved() ? "APPROVED" : "REJECTED", decision.by());
    }
}
