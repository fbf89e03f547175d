package dev.durable.example.intake;

import java.util.UUID;

/**
 * What the sender of an upload gets at once.
 *
 * @param id the intake
 * @param executionId the execution that sees to it
 */
public record Receipt(UUID id, UUID executionId) {}
