/**
 * The application proper: an {@link dev.durable.example.intake.Intakes intake} stores an upload and enqueues {@link
 * dev.durable.example.intake.CatalogueIntake}, which spawns one {@link dev.durable.example.intake.DescribeDocument} for
 * each document and combines their descriptions into one catalogue entry. A {@link
 * dev.durable.example.intake.LargeIntake large} one waits for an {@link dev.durable.example.intake.Approval approval}
 * before.
 */
@NullMarked
package dev.durable.example.intake;

import org.jspecify.annotations.NullMarked;
