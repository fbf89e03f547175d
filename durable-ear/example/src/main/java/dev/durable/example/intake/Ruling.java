package dev.durable.example.intake;

/**
 * The decision that counts for an intake.
 *
 * @param decision the decision
 * @param repeated whether the same had been decided before, and nothing was changed
 */
public record Ruling(Decision decision, boolean repeated) {}
