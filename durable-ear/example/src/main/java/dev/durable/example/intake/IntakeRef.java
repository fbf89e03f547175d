package dev.durable.example.intake;

import java.util.UUID;

/**
 * Which intake: the input of {@link CatalogueIntake}. A task's input names its data and does not carry it.
 *
 * @param intakeId the intake
 */
public record IntakeRef(UUID intakeId) {}
